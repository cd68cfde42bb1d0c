using System.Globalization;
using System.IO.Compression;
using CsvHelper;
using CsvHelper.Configuration;

namespace Microsoft.ML.LowRank.Samples.Tables;

/// <summary>Reads a CSV or TSV file, plain or packed by gzip. What separates the cells is found out.</summary>
internal static class DelimitedFile
{
    private const int RowsBetweenReports = 1024;

    /// <param name="path">The file.</param>
    /// <param name="header">Whether its first row names the columns; without names they are c0, c1, …</param>
    /// <param name="mostRows">Reads no more than these.</param>
    /// <param name="progress">Is told which share of the file has been read.</param>
    /// <exception cref="SampleException">The file is not there or is no such file; the message says where.</exception>
    public static RawTable Read(
        string path,
        HeaderRule header = HeaderRule.Auto,
        int mostRows = int.MaxValue,
        IProgress<double>? progress = null)
    {
        if (Directory.Exists(path))
            throw new SampleException($"{path} is a folder; a CSV or TSV file is expected.");
        if (!File.Exists(path))
            throw new SampleException($"There is no file {path}.");
        try
        {
            using var file = File.OpenRead(path);
            using var text = new StreamReader(Unpacked(file));
            using var parser = new CsvParser(text, Configuration());
            return ReadRows(parser, path, header, mostRows, () => progress?.Report((double)file.Position / file.Length));
        }
        catch (BadDataException bad)
        {
            throw new SampleException(
                $"{path}, line {bad.Context?.Parser?.RawRow}: there is a quotation mark inside a cell that does not begin " +
                "with one. Put the cell in quotation marks and double those inside.");
        }
        catch (Exception bad) when (bad is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            throw new SampleException($"{path} cannot be read: {bad.Message}");
        }
    }

    private static CsvConfiguration Configuration() => new(CultureInfo.InvariantCulture)
    {
        DetectDelimiter = true,
        DetectDelimiterValues = ["\t", ";", ",", "|"],
        HasHeaderRecord = false,
    };

    private static Stream Unpacked(FileStream file)
    {
        bool isPacked = file.ReadByte() == 0x1f && file.ReadByte() == 0x8b;
        file.Position = 0;
        return isPacked ? new GZipStream(file, CompressionMode.Decompress) : file;
    }

    private static RawTable ReadRows(CsvParser parser, string path, HeaderRule header, int mostRows, Action report)
    {
        if (!parser.Read())
            throw new SampleException($"{path} is empty.");
        string[] first = parser.Record!;
        bool isHeader = header == HeaderRule.Yes || (header == HeaderRule.Auto && LooksLikeHeader(first));
        var columns = Names(first, isHeader, path).Select(name => new RawColumn(name)).ToArray();
        int rows = 0;
        if (!isHeader)
            Add(columns, first, ref rows);
        while (rows < mostRows && parser.Read())
        {
            if (parser.Count != columns.Length)
                throw Ragged(parser, path, columns.Length, isHeader);
            Add(columns, parser.Record!, ref rows);
            if (rows % RowsBetweenReports == 0)
                report();
        }
        if (rows == 0)
            throw new SampleException($"{path} has a header but no rows.");
        return new RawTable(path, columns, rows);
    }

    private static void Add(RawColumn[] columns, string[] cells, ref int rows)
    {
        for (int i = 0; i < columns.Length; i++)
            columns[i].Add(cells[i]);
        rows++;
    }

    private static SampleException Ragged(CsvParser parser, string path, int expected, bool isHeader) => new(
        $"{path}, line {parser.RawRow}: {Sentence.Count(parser.Count, "cell", "cells")}, but the " +
        $"{(isHeader ? "header" : "first row")} has {expected}. Cells are separated by {Name(parser.Delimiter)}; a cell " +
        "that contains one must stand in quotation marks.");

    private static string Name(string delimiter) => delimiter switch
    {
        "\t" => "tabs",
        "," => "commas",
        ";" => "semicolons",
        _ => $"'{delimiter}'",
    };

    private static bool LooksLikeHeader(string[] cells) =>
        cells.All(cell => !string.IsNullOrWhiteSpace(cell) && !Numbers.TryParse(cell.Trim(), out _))
        && cells.Distinct().Count() == cells.Length;

    private static string[] Names(string[] first, bool isHeader, string path)
    {
        if (!isHeader)
            return [.. first.Select((_, i) => string.Create(CultureInfo.InvariantCulture, $"c{i}"))];
        string[] names = [.. first.Select((cell, i) => string.IsNullOrWhiteSpace(cell)
            ? string.Create(CultureInfo.InvariantCulture, $"c{i}")
            : cell.Trim())];
        foreach (var twice in names.Index().GroupBy(name => name.Item).Where(group => group.Count() > 1))
            throw new SampleException(
                $"{path}: columns {Sentence.List(twice.Select(n => $"{n.Index + 1}"), 5)} are all named '{twice.Key}'. " +
                "Every column needs a name of its own.");
        return names;
    }
}
