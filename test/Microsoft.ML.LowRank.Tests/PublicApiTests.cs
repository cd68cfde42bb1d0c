using Microsoft.ML.LowRank.Testing.PublicApi;

namespace Microsoft.ML.LowRank.Tests;

public class PublicApiTests
{
    [Fact]
    public void The_public_api_is_the_reviewed_one()
    {
        string differences = ApiFile.Differences(typeof(Microsoft.ML.LowRank.Interop.MLNetInternals).Assembly);

        Assert.True(differences.Length == 0, differences);
    }
}
