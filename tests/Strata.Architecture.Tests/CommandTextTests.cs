using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Strata.Architecture.Tests;

/// <summary>
/// A message names an operation as a value, which each host writes in its own words: a command line in a text would be without the
/// environment, and wrong in a program that is no command line.
/// </summary>
public sealed partial class CommandTextTests
{
    // Texts of the reference, which show command lines; the words of the command line itself; scripts and files of a project, which a
    // person reads; the head of a file; the schema's process, which hands over texts alone.
    private static readonly string[] s_documentation = ["Meaning", "Resolution", "Example", "Instead"];
    private static readonly string[] s_exempt =
    [
        "src/Strata.Cli/Commands/",
        "src/Strata.Cli/Terminal/StandardOutput.cs",
        "/Scripts/",
        "src/Strata.Deploy/Deploying/DeployPlan.cs",
        "src/Strata.SchemaHost/",
        "src/Strata/Initializing/ProjectTemplates.cs",
    ];

    [Fact]
    public void No_message_holds_a_command_line_as_text()
    {
        var found =
            from file in Repository.Sources("src")
            where !s_exempt.Any(e => file.Replace('\\', '/').Contains(e, StringComparison.Ordinal))
            from token in CSharpSyntaxTree.ParseText(File.ReadAllText(file)).GetRoot().DescendantTokens()
            where IsText(token.Kind()) && CommandLine().IsMatch(token.ValueText) && !IsDocumentation(token)
            select $"{Repository.Name(file)}:{token.GetLocation().GetLineSpan().StartLinePosition.Line + 1}: {token.ValueText}";
        Assert.Equal([], found);
    }

    [Theory, InlineData("see: strata status", true), InlineData("strata.json", false), InlineData("strata migrate --env x", true)]
    public void A_command_line_is_told_from_other_words(string text, bool expected) => Assert.Equal(expected, CommandLine().IsMatch(text));

    private static bool IsText(SyntaxKind kind) =>
        kind
            is SyntaxKind.StringLiteralToken
                or SyntaxKind.InterpolatedStringTextToken
                or SyntaxKind.SingleLineRawStringLiteralToken
                or SyntaxKind.MultiLineRawStringLiteralToken;

    private static bool IsDocumentation(SyntaxToken token) =>
        token
            .Parent!.AncestorsAndSelf()
            .Any(n =>
                n is AssignmentExpressionSyntax { Left: IdentifierNameSyntax name } && s_documentation.Contains(name.Identifier.ValueText)
                || n is PropertyDeclarationSyntax property && s_documentation.Contains(property.Identifier.ValueText)
            );

    [GeneratedRegex(
        @"\bstrata (adopt|baseline|bundle|check|config|deploy|diff|doctor|drift|dump|env|explain|generate|init|migrate|pull|purge|push|"
            + "rebase|repair|replace|reset|restore|rollback|script|seed|squash|status|sync-content|undo-wipe)\\b"
    )]
    private static partial Regex CommandLine();
}
