using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Microsoft.ML.LowRank.Reports;

public class ReportHtmlTests
{
    public static TheoryData<string> HostileNames =>
    [
        "<script>alert(1)</script>", "\"'><img src=x onerror=alert(1)>", "]]><!-- &amp; --><style>*{display:none}</style>",
        "نموذج", new string('W', 5000), "line\nbreak\ttab", "\u202Eturned\u202C", "e\u0301\u0300🙂", " ",
    ];

    [Theory]
    [MemberData(nameof(HostileNames))]
    public void Names_of_any_kind_stay_text(string name)
    {
        string html = SampleReport.Named(name).ToHtml();
        var plain = Markup.Parse(SampleReport.Named("name").ToHtml());
        var root = Markup.Parse(html);

        // A name may be shortened for a small page, which adds a second text; it must not add any other element.
        string[] Elements(XElement of) =>
            [.. of.Descendants().Where(element => !Markup.Is(element, "narrow")).Select(element => element.Name.LocalName)];
        Assert.Equal(Elements(plain), Elements(root));
        string shown = name.Replace('\n', ' ').Replace('\t', ' ').Replace('\u202E', '\uFFFD').Replace('\u202C', '\uFFFD');
        Assert.Equal(shown, root.Descendants("h1").Single().Value);
        Assert.Equal(shown, root.Descendants("caption").Single().Value);
        Assert.Contains(root.Descendants("tbody").Descendants("bdi"), cell => cell.Value == shown);
    }

    [Theory]
    [InlineData("\0\u0001\u001b[31m\u0085")]
    [InlineData("\uD800 alone")]
    [InlineData("\uFFFF\uFFFE")]
    public void Characters_that_xml_forbids_are_replaced(string name)
    {
        string title = Markup.Parse(SampleReport.Named(name).ToHtml()).Descendants("h1").Single().Value;
        Assert.Contains('\uFFFD', title);
        Assert.DoesNotContain(title, char.IsControl);
    }

    [Fact]
    public void The_file_needs_nothing_else()
    {
        string html = SampleReport.Named("name").ToHtml();
        var root = Markup.Parse(html);

        Assert.StartsWith("<!DOCTYPE html", html);
        Assert.DoesNotContain("http", html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("url(", html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("@import", html, StringComparison.OrdinalIgnoreCase);
        string[] reaching = ["script", "link", "img", "image", "use", "iframe", "object", "embed", "base", "foreignObject"];
        Assert.DoesNotContain(root.Descendants(), element => reaching.Contains(element.Name.LocalName));
        Assert.DoesNotContain(
            root.Descendants().Attributes(), attribute => Regex.IsMatch(attribute.Name.LocalName, "^(href|src|style|on.*)$"));
    }

    [Fact]
    public void A_browser_and_an_xml_parser_read_the_same()
    {
        string html = SampleReport.Named("name").ToHtml();
        // Only void elements of HTML and those of SVG may be closed in themselves, and a style sheet is not unescaped.
        var closed = Regex.Matches(html, @"<(\w+)[^<>]*/>").Select(match => match.Groups[1].Value);
        Assert.Equal(["circle", "line", "meta", "path", "rect"], closed.Distinct().Order());
        string sheet = Regex.Match(html, "(?s)<style>(.*?)</style>").Groups[1].Value;
        Assert.NotEmpty(sheet);
        Assert.DoesNotContain('&', sheet);
        Assert.Equal(sheet.Count(c => c == '{'), sheet.Count(c => c == '}'));
    }

    [Fact]
    public void Tables_and_figures_say_what_they_are()
    {
        var root = Markup.Parse(SampleReport.Named("name").ToHtml());
        var table = root.Descendants("table").Single();

        Assert.Equal("en", (string?)root.Attribute("lang"));
        Assert.All(
            table.Element("thead")!.Descendants("th"), th => Assert.Equal("col", (string?)th.Attribute("scope")));
        Assert.All(table.Descendants("tbody").Single().Elements("tr"), row =>
        {
            Assert.Equal("row", (string?)row.Elements("th").Single().Attribute("scope"));
            Assert.Equal(2, row.Elements("td").Count());
        });
        Assert.Equal("scroll", (string?)table.Parent!.Attribute("class"));
        Assert.Equal(2, root.Descendants("figure").Count());
        Assert.All(root.Descendants("figure"), figure =>
        {
            Assert.NotEmpty(figure.Element("figcaption")!.Value);
            var picture = figure.Elements("svg").Single();
            Assert.Equal("img", (string?)picture.Attribute("role"));
            Assert.Equal(["title", "desc"], picture.Elements().Take(2).Select(element => element.Name.LocalName));
        });
    }

    [Fact]
    public void The_best_value_is_marked_and_rows_have_their_emphasis()
    {
        var root = Markup.Parse(SampleReport.Table("name"));
        var best = Assert.Single(root.Descendants("tbody").Descendants("strong"));
        Assert.Equal("0.4", best.Value);
        var rows = root.Descendants("tbody").Elements("tr");
        Assert.Equal([null, "muted", "strong"], rows.Select(row => (string?)row.Attribute("class")));
    }

    [Fact]
    public void The_writer_stays_open()
    {
        using var writer = new StringWriter();
        SampleReport.Named("name").WriteHtml(writer);
        writer.Write("after");
        Assert.Equal(SampleReport.Named("name").ToHtml() + "after", writer.ToString());
    }
}
