namespace Strata.Sqlite.Tests;

/// <summary>
/// A small schema out of a seed. The letter of a column says what may be asked of it in any schema, so that rows which fit one schema fit
/// every other: <c>u</c> may be
/// unique and has no default, <c>d</c> may be NOT NULL and has one, <c>r</c> may refer to t0, <c>g</c> is computed.
/// </summary>
internal sealed class RandomSchema(int seed)
{
    private readonly Random _random = new(seed);

    private bool Maybe(int percent = 50) => _random.Next(100) < percent;

    private string OneOf(params string[] choices) => choices[_random.Next(choices.Length)];

    public string Sql()
    {
        List<string> sql = [];
        for (var table = 0; table < 4; table++)
        {
            if (table > 0 && Maybe(30))
                continue;
            AddTable($"t{table}", sql);
        }
        if (Maybe())
            sql.Add($"CREATE VIEW v AS SELECT {OneOf("id", "*", "id AS x")} FROM t0");
        sql.Add("CREATE TABLE log (line TEXT)");
        return string.Join(";\n", sql);
    }

    private void AddTable(string table, List<string> sql)
    {
        var strict = Maybe(20);
        var options = string.Join(
            ", ",
            new[] { strict ? "STRICT" : "", table != "t0" && Maybe(20) ? "WITHOUT ROWID" : "" }.Where(o => o.Length > 0)
        );
        var auto = !options.Contains("ROWID", StringComparison.Ordinal) && Maybe(30);
        List<string> columns =
        [
            auto
                ? "id INTEGER PRIMARY KEY AUTOINCREMENT"
                : OneOf("id INTEGER PRIMARY KEY", "id INT NOT NULL PRIMARY KEY", "id INTEGER PRIMARY KEY DESC"),
        ];
        List<string> parts = [];
        foreach (var name in (string[])["u0", "u1", "d0", "d1", "d2", "r0", "g0"])
        {
            if (Maybe(70))
                columns.Add(Column(name, strict, parts));
        }
        if (Maybe(30))
            parts.Add(OneOf("CHECK (id > -1)", $"CONSTRAINT c CHECK ({table}.id > 0)", "CHECK (id IS NOT 99)"));
        sql.Add($"CREATE TABLE {table} (\n  {string.Join(",\n  ", columns.OrderBy(_ => _random.Next()).Concat(parts))}\n) {options}");
        foreach (var name in columns.Select(c => c.Split(' ')[0]).Where(_ => Maybe(30)))
            sql.Add(
                $"CREATE INDEX {table}_{name} ON {table} ({OneOf(name, $"{name} DESC", $"abs({name})", $"{name}, id")})"
                    + (Maybe(30) ? $" WHERE {name} IS NOT NULL" : "")
            );
        if (Maybe(40))
            sql.Add(
                $"CREATE TRIGGER {table}_r AFTER {OneOf("INSERT", "DELETE", "UPDATE")} ON {table} BEGIN INSERT INTO log "
                    + $"VALUES ('{table}'); END"
            );
    }

    private string Column(string name, bool strict, List<string> parts)
    {
        var type = strict ? OneOf("INTEGER", "TEXT", "REAL", "ANY") : OneOf("INTEGER", "TEXT", "REAL", "", "VARCHAR(9)");
        switch (name[0])
        {
            case 'u':
                if (Maybe(30))
                    parts.Add(OneOf($"UNIQUE ({name})", $"CONSTRAINT {name}_key UNIQUE ({name} DESC)", $"UNIQUE ({name}, id)"));
                return $"{name} {type}{OneOf("", " COLLATE NOCASE", " UNIQUE")}";
            case 'd':
                return $"{name} {type}{OneOf("", " NOT NULL", " NOT NULL ON CONFLICT FAIL")} DEFAULT {OneOf("1", "'2'", "(1 + 2)", "-4")}";
            case 'r':
                return $"{name} {(strict ? "INT" : OneOf("INT", "INTEGER"))}"
                    + OneOf(
                        "",
                        " REFERENCES t0 (id)",
                        " REFERENCES t0 ON DELETE CASCADE",
                        " REFERENCES t0 (id) ON DELETE SET NULL DEFERRABLE INITIALLY DEFERRED"
                    );
            default:
                return $"{name} {(strict ? "INT" : "")} {OneOf("AS (id + 1)", "GENERATED ALWAYS AS (id * 2) VIRTUAL", "AS (id) STORED")}";
        }
    }
}
