using System.Text.RegularExpressions;
using Microsoft.ML.LowRank.Testing;

namespace Microsoft.ML.LowRank.Tests.Networks;

public sealed class NetworkTrainingReportTests
{
    private static readonly Table Data = NetworkData.Create(400);

    private static string Html(NetworkTrainingReport report)
    {
        using var writer = new StringWriter();
        report.WriteHtml(writer);
        return writer.ToString();
    }

    [Fact]
    public void A_page_has_epochs_curves_and_layers()
    {
        var model = Fits.Ctr(Data, o => o.MaximumEpochs = 4);
        var report = model.Report!;
        string text = report.ToString(), html = Html(report);
        Assert.Contains(report.Summary, text);
        Assert.Contains("[Chart: Loss by epoch]", text);
        Assert.Contains("[Chart: AUC by epoch]", text);
        Assert.All(model.Model.Layers, layer => Assert.Contains(layer.Name, text));
        Assert.Equal(2, Regex.Count(html, "<figure"));
        Assert.Contains("kept", html);
        Assert.DoesNotContain("NaN", html);
        Assert.Equal(model.Model.ParameterCount, report.ParameterCount);
    }

    [Fact]
    public void A_number_has_no_area_under_the_curve()
    {
        var model = new MLContext(1).Regression.Trainers.NeuralNetwork(
            new NeuralNetworkTrainer.Options { LabelColumnName = "Number" }.Run(new RunOptions())).Fit(new TableView(Data));
        Assert.Equal("loss", model.Report!.MetricName);
        Assert.DoesNotContain("AUC", model.Report.ToString());
        Assert.Equal(1, Regex.Count(Html(model.Report), "<figure"));
    }

    [Fact]
    public void Without_a_validation_part_the_page_says_so()
    {
        string text = Fits.Ctr(Data, o => o.ValidationFraction = 0).Report!.ToString();
        Assert.Contains("no validation part", text);
        Assert.DoesNotContain("Validation loss", text);
    }

    [Fact]
    public void A_fit_stopped_in_its_first_epoch_has_a_page_without_epochs()
    {
        using var source = new CancellationTokenSource();
        var report = Fits.Ctr(Data, o =>
        {
            o.CancellationToken = source.Token;
            o.Progress = new Stacking.Immediate(progress =>
            {
                if (progress.Epoch == 1)
                    source.Cancel();
            });
        }).Report!;
        Assert.Equal(0, report.BestEpoch);
        Assert.Empty(report.Epochs);
        Assert.Contains("before its first epoch", report.ToString());
        Assert.Contains("cancellation", report.ToString());
        Assert.DoesNotContain("<figure", Html(report));
    }

    [Fact]
    public void A_report_is_saved_as_a_file_that_is_whole()
    {
        string path = Path.GetTempFileName();
        var report = Fits.Ctr(Data).Report!;
        report.SaveHtml(path);
        Assert.Equal(Html(report), File.ReadAllText(path));
        File.Delete(path);
    }
}
