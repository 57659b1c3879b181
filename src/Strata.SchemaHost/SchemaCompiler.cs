using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Emit;
using Microsoft.CodeAnalysis.Text;
using Strata.Schema;
using Strata.Schema.Building;
using Strata.Schema.Output;

namespace Strata.SchemaHost;

/// <param name="Image">Null when there are errors.</param>
/// <param name="Symbols">Line numbers, when asked for.</param>
/// <param name="Errors">The compiler's, in the order of the files.</param>
internal sealed record CompiledSchema(byte[]? Image, byte[]? Symbols, IReadOnlyList<SchemaError> Errors);

/// <summary>The user's files to an assembly, by Roslyn, without an SDK on the machine.</summary>
internal static class SchemaCompiler
{
    // Most schemas need no more; each further reference costs time in every compilation.
    private static readonly string[] s_usualReferences =
    [
        "System.Private.CoreLib",
        "System.Runtime",
        "System.Collections",
        "System.Linq",
        "System.Console",
        "System.Threading",
        "System.Text.RegularExpressions",
    ];

    private const string ImplicitUsings = """
        global using global::System;
        global using global::System.Collections.Generic;
        global using global::System.IO;
        global using global::System.Linq;
        global using global::System.Threading;
        global using global::System.Threading.Tasks;
        """;

    public static async Task<CompiledSchema> CompileAsync(
        string folder,
        IReadOnlyList<string> files,
        bool withSymbols,
        CancellationToken cancellationToken
    )
    {
        var options = new CSharpParseOptions(LanguageVersion.Latest, DocumentationMode.None);
        List<SyntaxTree> trees =
        [
            CSharpSyntaxTree.ParseText(SourceText.From(ImplicitUsings, Encoding.UTF8), options, "ImplicitUsings.g.cs", cancellationToken),
        ];
        foreach (var file in files)
        {
            var bytes = await File.ReadAllBytesAsync(Path.Combine(folder, file), cancellationToken).ConfigureAwait(false);

            // The path stays relative: it is what [CallerFilePath] says, and the same on every machine.
            trees.Add(CSharpSyntaxTree.ParseText(SourceText.From(bytes, bytes.Length, Encoding.UTF8), options, file, cancellationToken));
        }

        trees.Add(
            CSharpSyntaxTree.ParseText(
                SourceText.From(Places(trees, cancellationToken), Encoding.UTF8),
                options,
                "Places.g.cs",
                cancellationToken
            )
        );
        var few = Emit(trees, References(usualOnly: true), withSymbols, cancellationToken);
        return few.Errors.Count == 0 ? few : Emit(trees, References(usualOnly: false), withSymbols, cancellationToken);
    }

    /// <summary>Where each class begins, as metadata of the assembly: of a class without a usable column nothing else would tell.</summary>
    private static string Places(IEnumerable<SyntaxTree> trees, CancellationToken cancellationToken)
    {
        var places =
            from tree in trees
            from type in tree.GetRoot(cancellationToken).DescendantNodes().OfType<TypeDeclarationSyntax>()
            select (
                Name: FullName(type),
                Place: $"{tree.FilePath}:{tree.GetLineSpan(type.Identifier.Span, cancellationToken).StartLinePosition.Line + 1}"
            );
        return string.Concat(
            places
                .DistinctBy(p => p.Name)
                .Select(p =>
                    $"[assembly: global::System.Reflection.AssemblyMetadata({Text(ClassPlaces.Prefix + p.Name)}, {Text(p.Place)})]\n"
                )
        );
        static string Text(string value) => SymbolDisplay.FormatLiteral(value, quote: true);
    }

    /// <summary>As reflection names it.</summary>
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

    private static CompiledSchema Emit(
        List<SyntaxTree> trees,
        List<MetadataReference> references,
        bool withSymbols,
        CancellationToken cancellationToken
    )
    {
        var compilation = CSharpCompilation.Create(
            "Strata.UserSchema",
            trees,
            references,
            new CSharpCompilationOptions(
                OutputKind.DynamicallyLinkedLibrary,
                optimizationLevel: withSymbols ? OptimizationLevel.Debug : OptimizationLevel.Release,
                concurrentBuild: false,
                deterministic: true,
                nullableContextOptions: NullableContextOptions.Enable
            )
        );
        using var image = new MemoryStream();
        using var symbols = withSymbols ? new MemoryStream() : null;
        var emitted = compilation.Emit(
            image,
            symbols,
            options: new EmitOptions(debugInformationFormat: DebugInformationFormat.PortablePdb),
            cancellationToken: cancellationToken
        );
        return emitted.Success
            ? new(image.ToArray(), symbols?.ToArray(), [])
            : new(
                null,
                null,
                [
                    .. emitted
                        .Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error)
                        .Select(d => Error(d, MeantName.Advice(d, compilation, cancellationToken)))
                        .OrderBy(e => e.File, StringComparer.Ordinal)
                        .ThenBy(e => e.Line)
                        .ThenBy(e => e.Column),
                ]
            );
    }

    private static SchemaError Error(Diagnostic diagnostic, string advice)
    {
        var span = diagnostic.Location.GetMappedLineSpan();
        return span.IsValid
            ? new(
                span.Path,
                span.StartLinePosition.Line + 1,
                span.StartLinePosition.Character + 1,
                diagnostic.Id,
                diagnostic.GetMessage() + advice
            )
            : new("", 0, 0, diagnostic.Id, diagnostic.GetMessage() + advice);
    }

    private static List<MetadataReference> References(bool usualOnly)
    {
        var runtime = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        var trusted = ((string?)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES") ?? "")
            .Split(Path.PathSeparator)
            .Where(p => string.Equals(Path.GetDirectoryName(p), runtime, StringComparison.Ordinal))
            .Where(p => !usualOnly || s_usualReferences.Contains(Path.GetFileNameWithoutExtension(p)))
            .Append(typeof(Table).Assembly.Location);
        return [.. trusted.Select(p => MetadataReference.CreateFromFile(p))];
    }
}
