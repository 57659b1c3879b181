using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Strata.Schema.Binding;

namespace Strata.SchemaHost;

/// <summary>The file and line of each class, as a source file of assembly metadata that <see cref="ClassLocations"/> reads.</summary>
internal static class ClassLocationTable
{
    public static string Of(IEnumerable<SyntaxTree> trees, CancellationToken cancellationToken)
    {
        var locations =
            from tree in trees
            from type in tree.GetRoot(cancellationToken).DescendantNodes().OfType<TypeDeclarationSyntax>()
            select (Name: FullName(type), Location: $"{tree.FilePath}:{LineOf(tree, type, cancellationToken)}");
        return string.Concat(locations.DistinctBy(l => l.Name).Select(l => Attribute(ClassLocations.Prefix + l.Name, l.Location)));
    }

    private static string Attribute(string key, string value) =>
        $"[assembly: global::System.Reflection.AssemblyMetadata({Literal(key)}, {Literal(value)})]\n";

    private static string Literal(string value) => SymbolDisplay.FormatLiteral(value, quote: true);

    private static int LineOf(SyntaxTree tree, TypeDeclarationSyntax type, CancellationToken cancellationToken) =>
        tree.GetLineSpan(type.Identifier.Span, cancellationToken).StartLinePosition.Line + 1;

    /// <summary>The full name in the form of reflection: <c>Space.Outer+Inner</c>.</summary>
    private static string FullName(TypeDeclarationSyntax type)
    {
        var name = type.Identifier.ValueText;
        for (var parent = type.Parent; parent is not null; parent = parent.Parent)
        {
            if (parent is TypeDeclarationSyntax outer)
                name = $"{outer.Identifier.ValueText}+{name}";
            else if (parent is BaseNamespaceDeclarationSyntax space)
                name = $"{space.Name}.{name}";
        }

        return name;
    }
}
