using Strata.Schema.Output;

namespace Strata.Schema.Tests;

/// <summary>Scripts of schemas that consist of classes of a test.</summary>
internal static class Read
{
    public static SchemaScript Types(Dialect dialect, params Type[] types) => SchemaReader.Read(types, dialect, AppContext.BaseDirectory);

    public static SchemaScript Postgres(params Type[] types) => Valid(Types(Dialect.Postgresql, types));

    public static SchemaScript Sqlite(params Type[] types) => Valid(Types(Dialect.Sqlite, types));

    public static SchemaError Mistake(Dialect dialect, params Type[] types) => Assert.Single(Types(dialect, types).Errors);

    public static string Sql(this SchemaScript script, string @object) => Assert.Single(script.Statements, s => s.Object == @object).Sql;

    private static SchemaScript Valid(SchemaScript script)
    {
        Assert.Empty(script.Errors);
        return script;
    }
}
