using Microsoft.ML.LowRank.Testing.PublicApi;

namespace Microsoft.ML.LowRank;

public class PublicApiTests
{
    [Fact]
    public void The_public_api_is_the_reviewed_one()
    {
        string differences = ApiFile.Differences(typeof(Compression.LowRankProjection).Assembly);

        Assert.True(differences.Length == 0, differences);
    }
}
