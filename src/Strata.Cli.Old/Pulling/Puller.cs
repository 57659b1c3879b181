using Strata.Core.Model;
using Strata.Core.Planning.Proving;
using Strata.Core.Problems;

namespace Strata.Cli.Pulling;

/// <summary>
/// Finds the files that say a database. What the written C# comes to is seen in a throwaway database; what comes out otherwise there is
/// said in SQL, and it is
/// seen again.
/// </summary>
internal sealed class Puller(Project project, SchemaConvention convention, Func<string, Task<CodeSchema>> compile)
{
    private const int Rounds = 6;
    private readonly HashSet<ObjectId> _inSql = [];

    /// <exception cref="ProblemException">What was written does not come to the database (ST4010, exit 4).</exception>
    public async Task<(PulledSchema Schema, Catalog Loaded)> PullAsync(Catalog live, CancellationToken cancellationToken)
    {
        var plain = false;
        var wanted = live;
        IReadOnlyList<ObjectId> left = [];
        for (var round = 0; round < Rounds; round++)
        {
            var schema = PulledSchema.Of(project.Dialect, live, convention, _inSql, plain);
            Catalog loaded;
            try
            {
                loaded = await LoadAsync(schema, cancellationToken).ConfigureAwait(false);
            }
            catch (ProblemException e) when (e.Kind == ProblemKind.Usage)
            {
                if (plain && _inSql.Count == live.Objects.Count)
                    throw NotLoaded(live, e);
                project.Report.Detail($"{e.Problem.What} ({e.Problem.Where})");
                // A word was taken for a column; then, whatever it is, for C#.
                if (plain)
                {
                    project.Report.Note($"nothing is said in C#, because this could not be: {e.Problem.What} ({e.Problem.Where})");
                    _inSql.UnionWith(live.Objects.Keys);
                }
                plain = true;
                continue;
            }
            left = Left(loaded, wanted);
            if (left.Count > 0 && ReferenceEquals(wanted, live))
            {
                wanted = await new ShadowRunner(project.Dialect)
                    .SettleAsync(project.Shadows, live, cancellationToken)
                    .ConfigureAwait(false);
                left = Left(loaded, wanted);
            }
            if (left.Count == 0)
                return (schema, loaded);
            foreach (var id in left)
                project.Report.Detail($"C# says {id} otherwise than the database has it");
            if (
                !left.Select(id => live.Find(id) is null && loaded.Find(id)?.Owner is { } owner ? _inSql.Add(owner) : _inSql.Add(id))
                    .ToList()
                    .Contains(true)
            )
                break;
        }
        throw new ProblemException(
            ProblemKind.Differences,
            new(
                "ST4010",
                "",
                $"the schema that was written does not come to the database: {string.Join("; ", left.Take(10).Select(id => id.Text))}{(left.Count > 10 ? $" and {left.Count - 10} more" : "")}",
                "nothing was written",
                "report this as a bug in Strata, with these objects' definitions"
            )
        );
    }

    /// <summary>
    /// Even its own SQL does not make the database again: it needs what this version does not read, or what this machine's server does not
    /// have.
    /// </summary>
    private static ProblemException NotLoaded(Catalog live, ProblemException cause) =>
        new(
            ProblemKind.Differences,
            new(
                "ST4011",
                "",
                $"a throwaway database cannot be made like this one: {cause.Problem.What}{(live.Unclaimed.IsEmpty ? "" : $"; it may need {string.Join(", ", live.Unclaimed.Take(5))}, of {(live.Unclaimed.Length == 1 ? "a kind" : "kinds")} that this version does not manage")}",
                "nothing was written",
                "where a role or an extension is missing here, name a server that has it as \"shadow\" in strata.json"
            ),
            cause
        );

    private IReadOnlyList<ObjectId> Left(Catalog loaded, Catalog wanted) => Prover.Different(loaded, project.Dialect.Align(wanted, loaded));

    private async Task<Catalog> LoadAsync(PulledSchema schema, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("strata-pull-").FullName;
        try
        {
            foreach (var (path, text) in schema.Files)
            {
                var full = Path.Combine(folder, path);
                Directory.CreateDirectory(Path.GetDirectoryName(full)!);
                await File.WriteAllTextAsync(full, text, cancellationToken).ConfigureAwait(false);
            }
            var code = await compile(folder).ConfigureAwait(false);
            return await project.CodeSource(code).LoadAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
