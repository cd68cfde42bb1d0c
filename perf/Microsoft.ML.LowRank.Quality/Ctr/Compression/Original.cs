using System.Security.Cryptography;
using System.Text;
using Microsoft.ML.LowRank.Quality.Harness;
using Microsoft.ML.LowRank.Samples.Tables;

namespace Microsoft.ML.LowRank.Quality.Ctr.Compression;

/// <summary>A trained network that is to be compressed. It is kept in a file, so that what is done to it may be tried again.</summary>
internal static class Original
{
    public static CtrModelParameters Of(Trial trial, IEncodedRows rows, CtrModel model, CtrSettings settings)
    {
        // A file of other rows or numbers has another name.
        string what = $"{settings}{rows[Part.Training].Digest}{rows[Part.Validation].Digest}";
        string digest = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(what)))[..12];
        string path = Path.Combine(trial.Folder, $"{trial.Set.Name}-{model.Peer}-{trial.Seed}-{digest}.model");
        if (File.Exists(path))
        {
            using var file = File.OpenRead(path);
            return CtrModelParameters.Load(file);
        }
        var trained = OwnNetwork.Train(rows, model, settings, trial.Seed, 1);
        var original = new CtrModelParameters(rows.Encoder, trained.Network);
        using (var file = File.Create(path + ".part"))
            original.Save(file);
        File.Move(path + ".part", path, overwrite: true);
        return original;
    }
}
