using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Strata.Core.Text;

namespace Strata.SchemaHost;

/// <summary>The name somebody meant by one that the compiler does not know.</summary>
internal static class MeantName
{
    // A name, a member of a value, a member of a type:
    // https://learn.microsoft.com/en-us/dotnet/csharp/language-reference/compiler-messages/
    private static readonly string[] s_unknown = ["CS0103", "CS0117", "CS1061"];

    /// <summary>Empty where nothing is near.</summary>
    public static string Advice(Diagnostic diagnostic, Compilation compilation, CancellationToken cancellationToken)
    {
        if (!s_unknown.Contains(diagnostic.Id) || diagnostic.Location.SourceTree is not { } tree)
            return "";
        if (tree.GetRoot(cancellationToken).FindNode(diagnostic.Location.SourceSpan) is not SimpleNameSyntax name)
            return "";
        var model = compilation.GetSemanticModel(tree);
        var type =
            name.Parent is MemberAccessExpressionSyntax access && access.Name == name
                ? model.GetTypeInfo(access.Expression, cancellationToken).Type
                    ?? model.GetSymbolInfo(access.Expression, cancellationToken).Symbol as ITypeSymbol
                : null;
        // What is looked for is a column, or what makes or shapes one: no type, no namespace, and nothing that every object has.
        var known = model
            .LookupSymbols(name.SpanStart, type)
            .Where(s => s is not ITypeSymbol and not INamespaceSymbol && s.ContainingType?.SpecialType != SpecialType.System_Object)
            .Select(s => s.Name);
        return Spelling.Nearest(name.Identifier.ValueText, known.Distinct(StringComparer.Ordinal)) is { } meant
            ? $"; did you mean {meant}?"
            : "";
    }
}
