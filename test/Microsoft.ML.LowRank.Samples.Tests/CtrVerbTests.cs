using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.ML.LowRank.Samples.Ctr;

namespace Microsoft.ML.LowRank.Samples.Tests;

public partial class CtrVerbTests
{
    [Fact]
    public async Task On_generated_data_the_model_ranks_below_the_truth_and_the_second_process_predicts_the_same()
    {
        using var file = TemporaryFile.Of("");
        string folder = Path.GetDirectoryName(file.Path)!;
        string report = Path.Combine(folder, "report.html"), kept = Path.Combine(folder, "kept");
        var run = await SampleProcess.RunAsync(
            "ctr", "--quick", "--architecture", "logisticregression", "--epochs", "3", "--report", report, "--output", kept);
        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Contains("generated click log of 20,000 rows", run.Output);
        Assert.Contains("LogisticRegression: 3 epochs", run.Output);
        double auc = AucOf("the model", run.Output), best = AucOf("the true probability", run.Output);
        // Far above chance, and no more above the truth than 2,000 rows can err.
        Assert.InRange(auc, 0.6, best + 0.02);
        Assert.InRange(best, 0.76, 0.84);
        Assert.Contains("2,033 predictions equal, largest difference 0.", run.Output);
        Assert.Contains("not in the process until the model was loaded", run.Output);
        Assert.True(new FileInfo(Path.Combine(kept, "model.zip")).Length > 0);
        Assert.Equal(2_033, File.ReadAllLines(Path.Combine(kept, "predictions.csv")).Length);
        string page = File.ReadAllText(report);
        foreach (string part in (string[])["Learning curves", "Predicted against observed", "Permutation importance", "Layers", "C26", "I13"])
            Assert.Contains(part, page);
        Assert.True(SvgPattern().Count(page) >= 4);
    }

    [Fact]
    public async Task A_compressed_model_is_what_the_verb_goes_on_with()
    {
        using var file = TemporaryFile.Of("");
        string folder = Path.GetDirectoryName(file.Path)!;
        string report = Path.Combine(folder, "compressed.html"), kept = Path.Combine(folder, "compressed");
        var run = await SampleProcess.RunAsync(
            "ctr", "--quick", "--compress", "--architecture", "FactorizationMachine", "--report", report, "--output", kept);
        Assert.True(run.ExitCode == 0, run.Error);
        long before = WholeOf("before", run.Output), after = WholeOf("after", run.Output);
        Assert.InRange(after, 1, before / 4);
        // The model of the first table is the one of the last row of the second.
        Assert.Equal(AucOf("the model", run.Output), AucOf("after", run.Output));
        Assert.InRange(AucOf("after", run.Output), 0.6, 1);
        Assert.Contains("AUC on the validation rows: original 0.", run.Output);
        Assert.Contains("predictions equal, largest difference 0.", run.Output);
        var saved = (CtrTransformer)new MLContext(1).Model.Load(Path.Combine(kept, "model.zip"), out _);
        Assert.Equal(after, saved.Model.ParameterCount);
        string page = File.ReadAllText(report);
        foreach (string part in (string[])["Compression: Matrices", "Relative error", "the model before it was compressed"])
            Assert.Contains(part, page);
    }

    [Fact]
    public async Task A_model_that_cannot_be_smaller_ends_with_one_sentence() =>
        await FailsAsync("parameters", "ctr", "--quick", "--compress", "--architecture", "LogisticRegression");

    [Fact]
    public async Task A_mixed_table_is_read_as_it_is()
    {
        using var file = TemporaryFile.Of(ShopTable());
        string report = Path.Combine(Path.GetDirectoryName(file.Path)!, "report.html");
        var run = await SampleProcess.RunAsync(
            "ctr", "--data", file.Path, "--label", "bought", "--categories", "shop", "--drop", "note", "--epochs", "8",
            "--architecture", "FactorizationMachine", "--report", report);
        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Contains("Dropped: note.", run.Output);
        Assert.Contains("FactorizationMachine: ", run.Output);
        Assert.DoesNotContain("true probability", run.Output);
        Assert.Contains("predictions equal, largest difference 0.", run.Output);
        Assert.Contains("not in the process until the model was loaded", run.Output);
        // Whether something is bought depends on the shop's number and on nothing else.
        Assert.InRange(AucOf("the model", run.Output), 0.9, 1);
        Assert.Contains("when permuted: shop 0.", run.Output);
        Assert.Contains("shop", File.ReadAllText(report));
    }

    [Theory]
    [InlineData("--epochs 0", "--epochs is 0; it must be 1 or more.")]
    [InlineData("--rows 0", "--rows is 0; it must be 1 or more.")]
    [InlineData("--rows 1", "the split leaves no row to test with")]
    [InlineData("--architecture Dcn3", "Dcn, Dcn2, XDeepFm")]
    [InlineData("--report absent/report.html", "there is no folder")]
    [InlineData("--report .", "must be the name of a file")]
    [InlineData("--label y", "name it by --data")]
    [InlineData("--categories C1", "name it by --data")]
    [InlineData("--data absent.csv --label y", "There is no file absent.csv.")]
    public async Task Bad_arguments_end_with_one_sentence(string arguments, string says) =>
        await FailsAsync(says, ["ctr", "--quick", .. arguments.Split(' ')]);

    [Theory]
    [InlineData("a,y\n1,0\n2,1\n", "z", "It has a and y.")]
    [InlineData("a,y\n1,0\n2,1\n3,2\n", "y", "ctr needs a label of exactly two values")]
    [InlineData("a,y\n1,0.5\n2,1.5\n3,2.5\n", "y", "makes a regression task")]
    [InlineData("a,y\n1,0\n2,0\n", "y", "is '0' in every row")]
    [InlineData("a,y\n1,0\n2,1\n", "y", "More data helps.")]
    public async Task Bad_data_ends_with_one_sentence(string text, string label, string says)
    {
        using var file = TemporaryFile.Of(text);
        await FailsAsync(says, "ctr", "--data", file.Path, "--label", label);
    }

    [Fact]
    public async Task A_file_has_its_own_number_of_rows()
    {
        using var file = TemporaryFile.Of(MixedTable.Csv());
        await FailsAsync("--rows says how many rows to generate", "ctr", "--data", file.Path, "--label", "kind", "--rows", "10");
    }

    [Fact]
    public void Every_architecture_of_the_package_has_its_name()
    {
        var known = typeof(CtrArchitecture).Assembly.GetExportedTypes()
            .Where(type => type.IsSubclassOf(typeof(CtrArchitecture)) && !type.IsAbstract).Select(type => type.Name);
        Assert.Equal(known.Order(), Architectures.Names.Order());
        foreach (string name in Architectures.Names)
        {
            var architecture = Architectures.Find(name.ToUpperInvariant());
            Assert.Equal(name, Architectures.NameOf(architecture));
            Assert.Equal(architecture is FieldAwareFactorizationMachine ? 4 : 16, Architectures.DimensionFor(architecture));
        }
    }

    /// <summary>Shops are numbers, items texts that often come once; the label is the parity of the shop, with some noise.</summary>
    private static string ShopTable()
    {
        var random = new Random(11);
        var text = new StringBuilder("item,shop,price,note,bought\n");
        for (int i = 0; i < 3_000; i++)
        {
            int shop = random.Next(40);
            bool bought = (shop % 2 == 0) != (random.Next(50) == 0);
            text.AppendLine(CultureInfo.InvariantCulture,
                $"item {random.Next(5_000)},{100 + shop},{random.NextDouble() * 9:F2},{(i % 3 == 0 ? "" : "x")},{(bought ? "yes" : "no")}");
        }
        return text.ToString();
    }

    private static double AucOf(string row, string output)
    {
        string line = output.Split('\n').First(line => line.TrimStart().StartsWith(row, StringComparison.Ordinal));
        return double.Parse(NumberPattern().Match(line).Value, CultureInfo.InvariantCulture);
    }

    /// <summary>The first whole number of a row.</summary>
    private static long WholeOf(string row, string output)
    {
        string line = output.Split('\n').First(line => line.TrimStart().StartsWith(row, StringComparison.Ordinal));
        return long.Parse(WholePattern().Match(line).Value, NumberStyles.AllowThousands, CultureInfo.InvariantCulture);
    }

    private static async Task FailsAsync(string says, params string[] arguments)
    {
        var run = await SampleProcess.RunAsync(arguments);
        Assert.Equal(2, run.ExitCode);
        Assert.Contains(says, run.Error);
        Assert.DoesNotContain("   at ", run.Error);
        Assert.Equal("", run.Output);
    }

    [GeneratedRegex(@"\d\.\d{4}")]
    private static partial Regex NumberPattern();

    [GeneratedRegex(@"\d[\d,]*")]
    private static partial Regex WholePattern();

    [GeneratedRegex("<svg")]
    private static partial Regex SvgPattern();
}
