using Microsoft.ML.LowRank.Quality.Harness;

namespace Microsoft.ML.LowRank.Quality.Tests;

public class MarkedSectionTests
{
    private const string Page = "# Title\n\nBefore.\n\n<!-- quality one -->\nold\n<!-- end one -->\n\nAfter.\n";

    [Fact]
    public void Only_what_stands_between_the_marks_is_replaced()
    {
        Assert.Equal(Page.Replace("old", "new\ntext", StringComparison.Ordinal), MarkedSection.Replace(Page, "one", "new\ntext"));
    }

    [Fact]
    public void Marks_with_nothing_between_them_are_filled()
    {
        const string empty = "<!-- quality one -->\n<!-- end one -->";

        Assert.Equal("<!-- quality one -->\nnew\n<!-- end one -->", MarkedSection.Replace(empty, "one", "new"));
    }

    [Fact]
    public void A_page_without_the_marks_gets_them_at_its_end()
    {
        Assert.Equal(Page + "\n<!-- quality two -->\nnew\n<!-- end two -->\n", MarkedSection.Replace(Page, "two", "new"));
    }

    [Fact]
    public void A_beginning_without_an_end_is_an_error()
    {
        Assert.Throws<InvalidDataException>(() => MarkedSection.Replace("<!-- quality one -->\nold", "one", "new"));
    }
}
