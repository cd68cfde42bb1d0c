using System.Buffers;
using System.Text;
using System.Text.Json;
using Microsoft.ML.LowRank.Serialization;

namespace Microsoft.ML.LowRank.Compression;

public sealed partial class LowRankProjection
{
    private const string Kind = "LowRankProjection";

    /// <summary>
    /// Writes the projection as a safetensors file: tensors <c>basis</c>, <c>singular_values</c>,
    /// <c>standard_deviations</c> and, where used, <c>mean</c> and <c>column_weights</c>. The same projection always
    /// gives the same bytes.
    /// </summary>
    /// <param name="stream">Written from its position; left open; needs no seeking.</param>
    public void Save(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        var tensors = new Dictionary<string, ModelTensor>
        {
            ["basis"] = ModelTensor.Of(_basis.AsSpan(), InputDimension, Rank),
            ["singular_values"] = ModelTensor.Of(_singularValues.AsSpan(), _singularValues.Length),
            ["standard_deviations"] = ModelTensor.Of(_deviations.AsSpan(), Rank),
        };
        if (IsCentered)
            tensors["mean"] = ModelTensor.Of(_mean.AsSpan(), InputDimension);
        if (_scale.Length != 0)
            tensors["column_weights"] = ModelTensor.Of(_scale.AsSpan(), InputDimension);
        ModelFileWriter.Write(stream, new ModelFile(Kind, Manifest(), tensors));
    }

    /// <summary>Reads a projection that <see cref="Save"/> wrote, and leaves the stream behind its last byte.</summary>
    /// <param name="stream">Read from its position; left open; needs no seeking.</param>
    /// <exception cref="InvalidDataException">
    /// The bytes are not an intact projection, or a newer version of the library wrote them.
    /// </exception>
    public static LowRankProjection Load(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        var file = ModelFileReader.Read(stream);
        if (file.Kind != Kind)
            throw new InvalidDataException($"The file holds a '{file.Kind}', not a '{Kind}'.");
        return new LowRankProjection(LowRankProjectionReader.Read(file));
    }

    private string Manifest()
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("method", Method.ToString());
            json.WriteBoolean("whitened", IsWhitened);
            json.WriteNumber("rows", RowCount);
            json.WriteNumber("weight", TotalWeight);
            json.WriteNumber("energy_kept", EnergyKept);
            json.WriteNumber("relative_error", RelativeReconstructionError);
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
