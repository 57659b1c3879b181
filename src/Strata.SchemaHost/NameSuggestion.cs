using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Strata.Core.Text;

namespace Strata.SchemaHost;

/// <summary>The known name nearest to one that the compiler does not know.</summary>
internal static class NameSuggestion
{
    // A name, a member of a type, a member of a value:
    // https://learn.microsoft.com/en-us/dotnet/csharp/language-reference/compiler-messages/
    private static readonly string[] s_unknownNames = ["CS0103", "CS0117", "CS1061"];

    /// <summary>The end of a message: <c>; did you mean Text?</c>; empty where no name is near.</summary>
    public static string For(Diagnostic diagnostic, Compilation compilation, CancellationToken cancellationToken)
    {
        if (!s_unknownNames.Contains(diagnostic.Id) || diagnostic.Location.SourceTree is not { } tree)
            return "";
        if (tree.GetRoot(cancellationToken).FindNode(diagnostic.Location.SourceSpan) is not SimpleNameSyntax name)
            return "";
        var model = compilation.GetSemanticModel(tree);
        var type =
            name.Parent is MemberAccessExpressionSyntax access && access.Name == name
                ? model.GetTypeInfo(access.Expression, cancellationToken).Type
                    ?? model.GetSymbolInfo(access.Expression, cancellationToken).Symbol as ITypeSymbol
                : null;

        // A schema is written with columns and the methods that make and change them: types, namespaces and Object's members are noise.
        var known = model
            .LookupSymbols(name.SpanStart, type)
            .Where(s => s is not ITypeSymbol and not INamespaceSymbol && s.ContainingType?.SpecialType != SpecialType.System_Object)
            .Select(s => s.Name);
        return Spelling.Nearest(name.Identifier.ValueText, known.Distinct(StringComparer.Ordinal)) is { } nearest
            ? $"; did you mean {nearest}?"
            : "";
    }
}
