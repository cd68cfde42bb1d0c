using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <summary>What a saved component is, in which version, and who loads it.</summary>
internal readonly struct VersionInfo
{
    public readonly ulong ModelSignature;
    public readonly uint VerWrittenCur;
    public readonly uint VerReadableCur;
    public readonly uint VerWeCanReadBack;
    public readonly string LoaderAssemblyName;
    public readonly string LoaderSignature;
    public readonly string LoaderSignatureAlt;

    public VersionInfo(
        string modelSignature,
        uint verWrittenCur,
        uint verReadableCur,
        uint verWeCanReadBack,
        string loaderAssemblyName,
        string loaderSignature = null,
        string loaderSignatureAlt = null)
    {
        Contracts.Check(modelSignature?.Length == 8, "A model's signature has eight characters.");
        Contracts.Check(modelSignature.All(c => c <= 0xFF), "A model's signature has characters of one byte only.");
        ModelSignature = 0;
        for (int i = 0; i < 8; i++)
            ModelSignature |= (ulong)(modelSignature[i] == ' ' ? 0 : modelSignature[i]) << (8 * i);
        VerWrittenCur = verWrittenCur;
        VerReadableCur = verReadableCur;
        VerWeCanReadBack = verWeCanReadBack;
        LoaderAssemblyName = loaderAssemblyName;
        LoaderSignature = loaderSignature;
        LoaderSignatureAlt = loaderSignatureAlt;
    }
}
