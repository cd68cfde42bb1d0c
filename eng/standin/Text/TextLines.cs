namespace Microsoft.ML.Data;

/// <summary>The lines of a file that hold rows, each split into fields.</summary>
internal sealed class TextLines : IDisposable
{
    private readonly StreamReader _reader;
    private readonly TextLoader.Options _options;
    private readonly TextFields _fields;
    private bool _isStarted;

    public TextLines(string path, TextLoader.Options options)
    {
        _reader = new StreamReader(path);
        _options = options;
        _fields = new TextFields(options);
    }

    /// <summary>The fields of the current line.</summary>
    public List<ReadOnlyMemory<char>> Fields => _fields.Values;

    /// <summary>The number of the current line in the file, from 1.</summary>
    public long Number { get; private set; }

    /// <summary>Moves to the header, the first line that is neither empty nor a comment.</summary>
    public bool MoveToFirst()
    {
        _isStarted = true;
        return Move(line => line.Length > 0 && line[0] != '#' && !line.StartsWith("//", StringComparison.Ordinal));
    }

    /// <summary>Moves to the next line with a row.</summary>
    public bool MoveNext()
    {
        if (!_isStarted)
        {
            if (!MoveToFirst() || !_options.HasHeader)
                return Fields.Count > 0;
        }

        return Move(line => line.Length > 0 && !line.StartsWith("//", StringComparison.Ordinal));
    }

    public void Dispose() => _reader.Dispose();

    private bool Move(Func<string, bool> isWanted)
    {
        _fields.Values.Clear();
        while (_reader.ReadLine() is { } line)
        {
            Number++;
            if (!isWanted(line))
                continue;
            long first = Number;
            while (!_fields.Split(line) && _options.AllowQuoting && _options.ReadMultilines)
            {
                string next = _reader.ReadLine()
                    ?? throw new FormatException($"The quoted field that begins in line {first} does not end.");
                Number++;
                line = $"{line}\n{next}";
            }

            return true;
        }

        return false;
    }
}

/// <summary>What the first lines of a file tell: the names of the fields and how many there are.</summary>
internal sealed class TextSample
{
    private const int Lines = 100;

    /// <summary>The header, or null.</summary>
    public string[] Names { get; private init; }

    /// <summary>The number of fields, 0 where it is not known, -1 where lines differ.</summary>
    public int FieldCount { get; private init; }

    public static TextSample Read(string path, TextLoader.Options options)
    {
        using var lines = new TextLines(path, options);
        string[] names = null;
        var counts = new HashSet<int>();
        for (int i = 0; i < Lines && (i == 0 ? lines.MoveToFirst() : lines.MoveNext()); i++)
        {
            if (i == 0 && options.HasHeader)
                names = [.. lines.Fields.Select(field => field.Trim().ToString())];
            counts.Add(lines.Fields.Count);
        }

        return new TextSample { Names = names, FieldCount = counts.Count switch { 0 => 0, 1 => counts.First(), _ => -1 } };
    }
}
