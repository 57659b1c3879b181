using System.Text.Json.Nodes;
using Strata.Operations;
using Strata.Project.Configuration;
using Strata.Project.Git;

namespace Strata.Initializing;

/// <summary>The files of a new project.</summary>
internal static class ProjectTemplates
{
    public const string SchemaPath = "db/src/Schema.cs";

    public static IEnumerable<(string Path, string Text)> Files(string dialect, string url) =>
        [
            ("strata.json", Config(dialect, url)),
            (ConfigSchema.File, ConfigSchema.Text()),
            (SchemaPath, Schema),
            (".gitattributes", Attributes + MergeDriverSetup.Attributes("db/migrations")),
            ("docs/ci-example.yml", Workflow),
        ];

    private static string Config(string dialect, string url) =>
        $$"""
            {
              "$schema": "./{{ConfigSchema.File}}",
              // Secrets are references: "env:NAME", "file:PATH" or "cmd:COMMAND".
              "dialect": "{{dialect}}",
              "schema": "db/src",
              "migrations": "db/migrations",
              "environments": {
                "local": { "url": {{JsonValue.Create(url).ToJsonString(OperationJson.Options)}} }
              }
            }

            """;

    public const string Schema = """
        using Strata.Schema;

        // One class per table; a field is a column, not null unless it says Nullable().
        public sealed class Users : Table
        {
            public readonly Column Id        = Uuid().PrimaryKey().DefaultRandom();
            public readonly Column Email     = Text().Unique();
            public readonly Column Name      = Text().Nullable();
            public readonly Column CreatedAt = Timestamp().DefaultNow();

            public Users()
            {
                Index(CreatedAt.Descending());
            }
        }

        """;

    /// <summary>Migrations have the same bytes on every machine, whatever git is told about line ends.</summary>
    private const string Attributes = """
        db/migrations/*.sql  text eol=lf
        db/migrations/meta/* text eol=lf

        """;

    private const string Workflow = """
        # An example for GitHub Actions: copy it to .github/workflows/database.yml
        name: database
        on: [pull_request]
        jobs:
          check:
            runs-on: ubuntu-latest
            steps:
              - uses: actions/checkout@v4
              - uses: actions/setup-dotnet@v4
              - run: strata generate --check   # exit 5: Schema.cs has changes without a migration
              - run: strata migrate --test     # replays everything on a shadow database

        """;
}
