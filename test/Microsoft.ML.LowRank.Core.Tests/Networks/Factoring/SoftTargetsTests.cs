using Microsoft.ML.LowRank.Losses;
using Microsoft.ML.LowRank.Tensors;
using Microsoft.ML.LowRank.Training;

namespace Microsoft.ML.LowRank.Networks.Factoring;

/// <summary>To train on mixed targets is to train on the mixture of two losses: that on the labels, and that on another network's answers.</summary>
public sealed class SoftTargetsTests
{
    [Theory]
    [InlineData(PredictionTask.BinaryClassification, 1, 0.3)]
    [InlineData(PredictionTask.Regression, 1, 0.7)]
    [InlineData(PredictionTask.MulticlassClassification, 3, 0.4)]
    public void The_gradient_is_the_mixture_of_both(PredictionTask task, int outputs, double share)
    {
        using var sample = new CompressionSample(90, classes: outputs > 1 ? outputs : 2);
        var teacher = sample.Random(new MultilayerPerceptron { HiddenUnits = [8] }, outputs);
        float[] scores = CompressionSample.Logits(sample.Random(new MultilayerPerceptron { HiddenUnits = [8] }, outputs, seed: 9), sample.Batch);
        float[] Gradient(double part)
        {
            using var rows = SoftTargets.Mix(sample.Rows, teacher, task, part, sample.Encoder.TableOffsets, new RowCacheSettings(), 1);
            var batch = rows.ReadInOrder(90).First();
            var gradient = new float[scores.Length];
            TaskLoss.OfShares(task, outputs).Evaluate(scores, batch.Targets.AsSpan(0, 90 * rows.TargetCount), default, 1, gradient);
            return gradient;
        }
        var labels = new float[scores.Length];
        TaskLoss.Of(task, outputs).Evaluate(scores, sample.Batch.Targets.AsSpan(0, 90), default, 1, labels);

        var (none, answers, mixed) = (Gradient(0), Gradient(1), Gradient(share));
        Assert.Contains(answers.Zip(labels), pair => Math.Abs(pair.First - pair.Second) > 0.1);
        for (int i = 0; i < scores.Length; i++)
        {
            Assert.Equal(labels[i], none[i], 1e-5);
            Assert.Equal(((1 - share) * labels[i]) + (share * answers[i]), mixed[i], 1e-5);
        }
    }

    [Fact]
    public void Probabilities_of_classes_that_are_0_and_1_are_labels()
    {
        float[] scores = [0.3f, -1, 2, 40, -3, 0.5f];
        float[] byClass = new float[6], byShare = new float[6];
        double one = new SoftmaxLoss(3).Evaluate(scores, [2, 1], [0.5f, 2], 2.5, byClass);
        double other = new ClassShareLoss(3).Evaluate(scores, [0, 0, 1, 0, 1, 0], [0.5f, 2], 2.5, byShare);

        Assert.Equal(one, other, 1e-5 * one);
        for (int i = 0; i < scores.Length; i++)
            Assert.Equal(byClass[i], byShare[i], 1e-6);
    }
}
