namespace Microsoft.ML.LowRank.Reports;

/// <summary>A piece of a section that knows both of its forms.</summary>
internal interface IReportBlock
{
    void WriteText(TextPage page);

    void WriteHtml(HtmlWriter page);
}
