namespace Microsoft.ML.Standin.Tests;

public class StandinSignatureTests
{
    public const string Area = "signatures";
}
