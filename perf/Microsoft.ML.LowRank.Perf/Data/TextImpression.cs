namespace Microsoft.ML.LowRank.Perf;

/// <summary>A row of 39 fields of text, as a web service has it.</summary>
internal sealed class TextImpression
{
    public const int Fields = 39;

    public bool Label { get; set; }

    public string F00 { get; set; } = "";

    public string F01 { get; set; } = "";

    public string F02 { get; set; } = "";

    public string F03 { get; set; } = "";

    public string F04 { get; set; } = "";

    public string F05 { get; set; } = "";

    public string F06 { get; set; } = "";

    public string F07 { get; set; } = "";

    public string F08 { get; set; } = "";

    public string F09 { get; set; } = "";

    public string F10 { get; set; } = "";

    public string F11 { get; set; } = "";

    public string F12 { get; set; } = "";

    public string F13 { get; set; } = "";

    public string F14 { get; set; } = "";

    public string F15 { get; set; } = "";

    public string F16 { get; set; } = "";

    public string F17 { get; set; } = "";

    public string F18 { get; set; } = "";

    public string F19 { get; set; } = "";

    public string F20 { get; set; } = "";

    public string F21 { get; set; } = "";

    public string F22 { get; set; } = "";

    public string F23 { get; set; } = "";

    public string F24 { get; set; } = "";

    public string F25 { get; set; } = "";

    public string F26 { get; set; } = "";

    public string F27 { get; set; } = "";

    public string F28 { get; set; } = "";

    public string F29 { get; set; } = "";

    public string F30 { get; set; } = "";

    public string F31 { get; set; } = "";

    public string F32 { get; set; } = "";

    public string F33 { get; set; } = "";

    public string F34 { get; set; } = "";

    public string F35 { get; set; } = "";

    public string F36 { get; set; } = "";

    public string F37 { get; set; } = "";

    public string F38 { get; set; } = "";

    /// <summary>Takes one text per field.</summary>
    public void Set(ReadOnlySpan<string> texts)
    {
        F00 = texts[0];
        F01 = texts[1];
        F02 = texts[2];
        F03 = texts[3];
        F04 = texts[4];
        F05 = texts[5];
        F06 = texts[6];
        F07 = texts[7];
        F08 = texts[8];
        F09 = texts[9];
        F10 = texts[10];
        F11 = texts[11];
        F12 = texts[12];
        F13 = texts[13];
        F14 = texts[14];
        F15 = texts[15];
        F16 = texts[16];
        F17 = texts[17];
        F18 = texts[18];
        F19 = texts[19];
        F20 = texts[20];
        F21 = texts[21];
        F22 = texts[22];
        F23 = texts[23];
        F24 = texts[24];
        F25 = texts[25];
        F26 = texts[26];
        F27 = texts[27];
        F28 = texts[28];
        F29 = texts[29];
        F30 = texts[30];
        F31 = texts[31];
        F32 = texts[32];
        F33 = texts[33];
        F34 = texts[34];
        F35 = texts[35];
        F36 = texts[36];
        F37 = texts[37];
        F38 = texts[38];
    }
}
