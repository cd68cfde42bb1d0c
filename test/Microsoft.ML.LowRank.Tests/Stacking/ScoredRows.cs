using Microsoft.ML.Data;

namespace Microsoft.ML.LowRank.Tests.Stacking;

/// <summary>Rows as <c>PredictionEngine</c> takes and gives them.</summary>
internal static class ScoredRows
{
    /// <summary>All columns of <see cref="StackData"/>.</summary>
    public sealed class Row
    {
        public float Id { get; set; }

        public float[] Features { get; set; } = [];

        public float[] Extra { get; set; } = [];

        public float[] Predictions { get; set; } = [];

        public string City { get; set; } = "";

        public float Number { get; set; }

        public bool Flag { get; set; }

        [KeyType(3)]
        public uint Class { get; set; }

        [KeyType(3)]
        public uint ClassKey { get; set; }

        public float Weight { get; set; }

        public string Group { get; set; } = "";

        public float Day { get; set; }

        [KeyType(StackData.Parts)]
        public uint Part { get; set; }

        public float[] Margins { get; set; } = [];

        public bool OtherFlag { get; set; }
    }

    public sealed class Number
    {
        public float Score { get; set; }
    }

    public sealed class TwoClasses
    {
        public bool PredictedLabel { get; set; }

        public float Score { get; set; }

        public float Probability { get; set; }
    }

    public sealed class Classes
    {
        [ColumnName("Score")]
        public float[] Scores { get; set; } = [];
    }
}
