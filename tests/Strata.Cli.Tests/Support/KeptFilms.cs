namespace Strata.Cli.Tests.Support;

/// <summary>A project whose next migration drops a table and a column, and retains both.</summary>
internal static class KeptFilms
{
    public const string People = """
        using Strata.Schema;

        public sealed class People : Table
        {
            public readonly Column Id   = Integer().PrimaryKey();
            public readonly Column Name = Text();
        }

        public sealed class Code : Database { public Code() { SqlFiles("sql/*.sql"); } }

        """;

    public const string Before =
        People
        + """
            public enum Mood { Happy, Sad }

            public sealed class Films : Table
            {
                public readonly Column Id         = Integer().PrimaryKey();
                public readonly Column Title      = Text().Unique();
                public readonly Column Mood       = Enum<Mood>().Default(global::Mood.Happy);
                public readonly Column DirectorId = Integer().Nullable().References<People>(t => t.Id);

                public Films()
                {
                    Index(DirectorId);
                    Check("title_there", $"{Title} <> ''");
                }
            }

            public sealed class Reviews : Table
            {
                public readonly Column Id     = Integer().PrimaryKey();
                public readonly Column FilmId = Integer().Nullable().References<Films>(t => t.Id);
                public readonly Column Stars  = Integer().Default(3);
            }

            """;

    public const string After =
        People
        + """
            public sealed class Reviews : Table
            {
                public readonly Column Id     = Integer().PrimaryKey();
                public readonly Column FilmId = Integer().Nullable();
            }

            """;

    public const string Rows =
        "insert into people values (1, 'x'); insert into films (id, title, director_id) values (1, 'a', 1), (2, "
        + "'b', null); insert into reviews values (1, 1, 5), (2, null, 1), (3, 2, 4)";
    public const string AllFilms = "select id, title, cast(mood as varchar(9)), director_id from films order by id";
    public const string AllReviews = "select id, film_id, stars from reviews order by id";

    /// <summary>Triggers that would be seen in <c>people</c> if bringing rows back fired them.</summary>
    public static void Triggers(CliProject p, bool films)
    {
        string Trigger(string name, string what) =>
            p.IsSqlite
                ? $"create trigger {name} {what} begin update people set name = name || '!' where id = 1; end;\n"
                : $"create trigger {name} {what} for each row execute function {name}_fired();\n";
        string Function(string name) =>
            p.IsSqlite
                ? ""
                : $"create function {name}_fired() returns trigger language plpgsql as $$ begin update public.people set "
                    + $"name = name || '!' where id = 1; return new; end $$;\n";
        p.Write(
            "db/src/sql/code.sql",
            Function("reviews_touched")
                + Trigger("reviews_touched", "after update on reviews")
                + (films ? Function("films_added") + Trigger("films_added", "after insert on films") : "")
        );
    }

    public static async Task<CliProject> ProjectAsync(CliServer server, string dialect, string before)
    {
        var p = await server.ProjectAsync(dialect);
        p.Write("db/src/Schema.cs", before);
        return p;
    }

    public static async Task<CliProject> FilmsAsync(CliServer server, string dialect)
    {
        var p = await ProjectAsync(server, dialect, Before);
        Triggers(p, films: true);
        await p.ExpectAsync(0, "generate");
        await p.ExpectAsync(0, "migrate");
        await RunAsync(p, Rows);
        await RunAsync(p, "update people set name = 'x'");
        return p;
    }

    public static async Task RunAsync(CliProject p, string statements)
    {
        foreach (var statement in statements.Split("; "))
            await p.SqlAsync(statement);
    }

    public static async Task DropAsync(CliProject p, string keep = "30d")
    {
        p.Write("db/src/Schema.cs", After);
        Triggers(p, films: false);
        await p.ExpectAsync(0, "generate", "--keep", keep);
        await p.ExpectAsync(0, "migrate");
    }
}
