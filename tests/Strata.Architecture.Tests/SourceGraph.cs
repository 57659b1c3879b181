using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Strata.Architecture.Tests;

/// <summary>The sources of one project, and which of its folders use types of which others.</summary>
internal sealed class SourceGraph
{
    private static readonly Lazy<IReadOnlyList<MetadataReference>> s_references = new(() =>
        [
            .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
                .Split(Path.PathSeparator)
                .Select(f => MetadataReference.CreateFromFile(f)),
        ]
    );

    private static readonly CSharpParseOptions s_options = new(LanguageVersion.Latest);

    private readonly string _root;

    private SourceGraph(string project) => _root = Path.Combine(Repository.Root, "src", project);

    /// <summary>The uses of other folders, by folder.</summary>
    public static IReadOnlyDictionary<string, IReadOnlySet<string>> Folders(string project) => new SourceGraph(project).Read();

    /// <summary>A circle of the graph; empty where there is none.</summary>
    public static IReadOnlyList<string> Circle(IReadOnlyDictionary<string, IReadOnlySet<string>> uses)
    {
        HashSet<string> done = [];
        List<string> path = [];
        foreach (var start in uses.Keys)
            if (Walk(start) is { Count: > 0 } circle)
                return circle;
        return [];

        IReadOnlyList<string> Walk(string at)
        {
            if (path.IndexOf(at) is >= 0 and var begins)
                return [.. path[begins..], at];
            if (!done.Add(at))
                return [];
            path.Add(at);
            foreach (var next in uses.GetValueOrDefault(at) ?? new HashSet<string>())
                if (Walk(next) is { Count: > 0 } circle)
                    return circle;
            path.RemoveAt(path.Count - 1);
            return [];
        }
    }

    private Dictionary<string, IReadOnlySet<string>> Read()
    {
        var trees = Repository
            .Sources(Path.GetRelativePath(Repository.Root, _root))
            .Select(f => CSharpSyntaxTree.ParseText(File.ReadAllText(f), s_options, f))
            .ToList();
        var usings = CSharpSyntaxTree.ParseText(
            "global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq; "
                + "global using System.Threading; global using System.Threading.Tasks;",
            s_options
        );
        var own = Path.GetFileName(_root);
        var references = s_references.Value.Where(r => Path.GetFileNameWithoutExtension(r.Display) != own);
        var compilation = CSharpCompilation.Create(own + ".Sources", [.. trees, usings], references);
        Dictionary<string, IReadOnlySet<string>> uses = [];
        foreach (var group in trees.GroupBy(t => Folder(t.FilePath)))
            uses[group.Key] = group.SelectMany(t => Used(compilation.GetSemanticModel(t))).Where(f => f != group.Key).ToHashSet();
        return uses;
    }

    private IEnumerable<string> Used(SemanticModel model) =>
        model
            .SyntaxTree.GetRoot()
            .DescendantNodes()
            .OfType<SimpleNameSyntax>()
            .Select(n => model.GetSymbolInfo(n).Symbol)
            .Select(s => s is INamedTypeSymbol type ? type : s?.ContainingType)
            .OfType<INamedTypeSymbol>()
            .Distinct<INamedTypeSymbol>(SymbolEqualityComparer.Default)
            .SelectMany(t => t.OriginalDefinition.DeclaringSyntaxReferences)
            .Select(r => r.SyntaxTree.FilePath)
            .Where(f => f.Length > 0)
            .Select(Folder);

    private string Folder(string file) => Path.GetRelativePath(_root, Path.GetDirectoryName(file)!);
}
