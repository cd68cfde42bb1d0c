using System.Text.Json;
using Microsoft.ML.LowRank.Serialization;

namespace Microsoft.ML.LowRank.Compression;

/// <summary>Checks that a model file with a right digest also makes sense as a projection.</summary>
internal static class LowRankProjectionReader
{
    public static LowRankProjectionParts Read(ModelFile file)
    {
        var basis = Tensor(file, "basis", TensorType.F32, 2);
        long columns = basis.Shape[0];
        long rank = basis.Shape[1];
        if (rank < 1 || columns < rank || columns > int.MaxValue)
            throw Bad($"The basis has the shape {columns} × {rank}; a rank from 1 to the number of columns is needed.");
        var singular = Tensor(file, "singular_values", TensorType.F64, 1);
        if (singular.Shape[0] < rank)
            throw Bad($"The file holds {singular.Shape[0]} singular values for a rank of {rank}.");
        var deviations = Tensor(file, "standard_deviations", TensorType.F64, 1);
        CheckLength("standard_deviations", deviations, rank);

        var parts = ReadManifest(file.Manifest, new LowRankProjectionParts
        {
            Columns = (int)columns,
            Rank = (int)rank,
            Method = LowRankMethod.Exact,
            Whitened = false,
            Rows = 0,
            Weight = 0,
            EnergyKept = 0,
            RelativeError = 0,
            Mean = Optional(file, "mean", columns),
            Scale = Optional(file, "column_weights", columns),
            Basis = basis.ToArray<float>(),
            SingularValues = singular.ToArray<double>(),
            Deviations = deviations.ToArray<double>(),
        });
        CheckFinite("basis", parts.Basis);
        CheckFinite("mean", parts.Mean);
        CheckFinite("column_weights", parts.Scale);
        if (parts.Scale is { } scale && scale.Any(s => s <= 0))
            throw Bad("A column weight is not above 0.");
        if (parts.SingularValues.Concat(parts.Deviations).Any(v => !double.IsFinite(v) || v < 0))
            throw Bad("A singular value or standard deviation is negative or not finite.");
        return parts;
    }

    private static LowRankProjectionParts ReadManifest(string manifest, LowRankProjectionParts parts)
    {
        try
        {
            using var json = JsonDocument.Parse(
                manifest, new JsonDocumentOptions { MaxDepth = 8, AllowDuplicateProperties = false });
            var root = json.RootElement;
            if (!Enum.TryParse(root.GetProperty("method").GetString(), out LowRankMethod method) ||
                method is LowRankMethod.Automatic || !Enum.IsDefined(method))
                throw Bad("The manifest names a method that this version of the library does not know.");
            var read = parts with
            {
                Method = method,
                Whitened = root.GetProperty("whitened").GetBoolean(),
                Rows = root.GetProperty("rows").GetInt64(),
                Weight = root.GetProperty("weight").GetDouble(),
                EnergyKept = root.GetProperty("energy_kept").GetDouble(),
                RelativeError = root.GetProperty("relative_error").GetDouble(),
            };
            // The negated form also refuses NaN.
            if (read.Rows < 0 || !(read.Weight >= 0) || double.IsInfinity(read.Weight) ||
                !(read.EnergyKept is >= 0 and <= 1) || !(read.RelativeError is >= 0 and <= 1))
                throw Bad("The manifest holds a count, weight or share that is out of its range.");
            return read;
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException
            or FormatException or ArgumentException)
        {
            throw new InvalidDataException("The manifest of the projection cannot be read: " + e.Message, e);
        }
    }

    private static float[]? Optional(ModelFile file, string name, long length)
    {
        if (!file.Tensors.ContainsKey(name))
            return null;
        var tensor = Tensor(file, name, TensorType.F32, 1);
        CheckLength(name, tensor, length);
        return tensor.ToArray<float>();
    }

    private static ModelTensor Tensor(ModelFile file, string name, TensorType type, int dimensions)
    {
        if (!file.Tensors.TryGetValue(name, out var tensor))
            throw Bad($"The file lacks the tensor '{name}'.");
        if (tensor.Type != type || tensor.Shape.Count != dimensions)
            throw Bad($"The tensor '{name}' is {tensor.Type} with {tensor.Shape.Count} dimensions; " +
                $"{type} with {dimensions} is needed.");
        return tensor;
    }

    private static void CheckLength(string name, ModelTensor tensor, long length)
    {
        if (tensor.Shape[0] != length)
            throw Bad($"The tensor '{name}' has {tensor.Shape[0]} values; {length} are needed.");
    }

    private static void CheckFinite(string name, float[]? values)
    {
        if (values is null)
            return;
        foreach (float value in values)
            if (!float.IsFinite(value))
                throw Bad($"The tensor '{name}' holds a value that is not finite.");
    }

    private static InvalidDataException Bad(string message) => new(message);
}
