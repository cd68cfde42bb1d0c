using Microsoft.ML.LowRank.Serialization;

namespace Microsoft.ML.LowRank.Persistence;

/// <summary>Puts a model file of this package into ML.NET's model stream, and takes it out again with suspicion.</summary>
internal static class EmbeddedModelFile
{
    public static void Write(ModelSaveContext ctx, ModelFile file)
    {
        ctx.Writer.Write(ModelFileWriter.LengthOf(file));
        ctx.Writer.Flush();
        ModelFileWriter.Write(ctx.Writer.BaseStream, file);
    }

    /// <exception cref="InvalidDataException">The stream does not hold an intact model file of this kind.</exception>
    public static ModelFile Read(ModelLoadContext ctx, string kind)
    {
        long length;
        try
        {
            length = ctx.Reader.ReadInt64();
        }
        catch (EndOfStreamException e)
        {
            throw new InvalidDataException($"The saved {kind} ends before its first byte; the model is truncated.", e);
        }
        ModelFile file;
        using (var part = new BoundedStream(ctx.Reader.BaseStream, length))
            file = ModelFileReader.Read(part);
        if (file.Kind != kind)
            throw new InvalidDataException($"The model holds '{file.Kind}' where '{kind}' was expected; it is damaged.");
        return file;
    }
}
