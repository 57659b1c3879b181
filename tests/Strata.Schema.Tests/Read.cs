using Strata.Schema.Building;
using Strata.Schema.Output;

namespace Strata.Schema.Tests;

/// <summary>Reads the classes of a test as a schema.</summary>
internal static class Read
{
    public static SchemaScript Types(Dialect dialect, params Type[] types) => SchemaReader.Read(types, dialect, AppContext.BaseDirectory);

    public static SchemaScript Postgres(params Type[] types) => Whole(Types(Dialect.Postgresql, types));

    public static SchemaScript Sqlite(params Type[] types) => Whole(Types(Dialect.Sqlite, types));

    public static SchemaError Mistake(Dialect dialect, params Type[] types) => Assert.Single(Types(dialect, types).Errors);

    public static string Sql(this SchemaScript script, string @object) => Assert.Single(script.Statements, s => s.Object == @object).Sql;

    private static SchemaScript Whole(SchemaScript script)
    {
        Assert.Empty(script.Errors);
        return script;
    }
}
