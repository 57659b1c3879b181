using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Emit;
using Microsoft.CodeAnalysis.Text;
using Strata.Schema;
using Strata.Schema.Output;

namespace Strata.SchemaHost;

/// <summary>Compiles the user's files with Roslyn, so that the machine needs no SDK.</summary>
internal static class SchemaCompiler
{
    // Enough for most schemas; each further reference takes time in every compilation.
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

    private static readonly CSharpParseOptions s_options = new(LanguageVersion.Latest, DocumentationMode.None);

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
        List<SyntaxTree> trees = [Parse(ImplicitUsings, "ImplicitUsings.g.cs", cancellationToken)];
        foreach (var file in files)
        {
            var bytes = await File.ReadAllBytesAsync(Path.Combine(folder, file), cancellationToken).ConfigureAwait(false);

            // [CallerFilePath] is this path; a relative one is the same on every machine.
            trees.Add(CSharpSyntaxTree.ParseText(SourceText.From(bytes, bytes.Length, Encoding.UTF8), s_options, file, cancellationToken));
        }

        trees.Add(Parse(ClassLocationTable.Of(trees, cancellationToken), "ClassLocations.g.cs", cancellationToken));
        var compiled = Emit(trees, References(usualOnly: true), withSymbols, cancellationToken);
        return compiled.Errors.Count == 0 ? compiled : Emit(trees, References(usualOnly: false), withSymbols, cancellationToken);
    }

    private static SyntaxTree Parse(string text, string file, CancellationToken cancellationToken) =>
        CSharpSyntaxTree.ParseText(SourceText.From(text, Encoding.UTF8), s_options, file, cancellationToken);

    private static CompiledSchema Emit(
        List<SyntaxTree> trees,
        List<MetadataReference> references,
        bool withSymbols,
        CancellationToken cancellationToken
    )
    {
        var options = new CSharpCompilationOptions(
            OutputKind.DynamicallyLinkedLibrary,
            optimizationLevel: withSymbols ? OptimizationLevel.Debug : OptimizationLevel.Release,
            concurrentBuild: false,
            deterministic: true,
            nullableContextOptions: NullableContextOptions.Enable
        );
        var compilation = CSharpCompilation.Create("Strata.UserSchema", trees, references, options);
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
            : new(null, null, Errors(emitted.Diagnostics, compilation, cancellationToken));
    }

    private static List<SchemaError> Errors(
        IEnumerable<Diagnostic> diagnostics,
        CSharpCompilation compilation,
        CancellationToken cancellationToken
    ) =>
        [
            .. diagnostics
                .Where(d => d.Severity == DiagnosticSeverity.Error)
                .Select(d => Error(d, d.GetMessage() + NameSuggestion.For(d, compilation, cancellationToken)))
                .OrderBy(e => e.File, StringComparer.Ordinal)
                .ThenBy(e => e.Line)
                .ThenBy(e => e.Column),
        ];

    private static SchemaError Error(Diagnostic diagnostic, string message)
    {
        var span = diagnostic.Location.GetMappedLineSpan();
        var start = span.StartLinePosition;
        return span.IsValid
            ? new(span.Path, start.Line + 1, start.Character + 1, diagnostic.Id, message)
            : SchemaError.Of(diagnostic.Id, message);
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
