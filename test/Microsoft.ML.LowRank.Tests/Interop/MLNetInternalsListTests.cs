using System.Reflection;
using Microsoft.ML.LowRank.Interop;

namespace Microsoft.ML.LowRank.Tests.Interop;

/// <summary>One row per line of mlnet-internals.txt, on whichever ML.NET is there.</summary>
public class MLNetInternalsListTests
{
    private const BindingFlags Any = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance
        | BindingFlags.Static | BindingFlags.DeclaredOnly;

    public static TheoryData<string, string> Lines()
    {
        var data = new TheoryData<string, string>();
        foreach (var (type, member) in MLNetInternals.Entries())
            data.Add(type, member);
        return data;
    }

    [Theory]
    [MemberData(nameof(Lines))]
    public void A_listed_member_exists_and_only_friends_see_it(string typeName, string memberName)
    {
        var type = MLNetAssemblies.All.Select(assembly => assembly.GetType(typeName)).FirstOrDefault(found => found is not null);
        Assert.NotNull(type);
        if (memberName == "-")
        {
            Assert.False(type.IsVisible, $"{type} is public; the line is not needed.");
            return;
        }
        var members = type.GetMember(memberName, Any);
        Assert.NotEmpty(members);
        // Were one seen by everybody, the copy opened for the compiler would have come along to run time.
        Assert.False(
            type.IsVisible && members.All(IsPublic), $"{type} {memberName} is public; the line is not needed.");
    }

    [Fact]
    public void The_list_has_no_line_twice() =>
        Assert.Equal(MLNetInternals.Entries().Distinct(), MLNetInternals.Entries());

    private static bool IsPublic(MemberInfo member) => member switch
    {
        MethodBase method => method.IsPublic,
        PropertyInfo property => property.GetMethod?.IsPublic == true,
        FieldInfo field => field.IsPublic,
        _ => false,
    };
}
