using Strata.Core.CSharpEmission;
using Strata.Postgres.CSharpEmission;
using Strata.Postgres.Kinds.Partitions;

namespace Strata.Postgres.Kinds.Tables;

/// <summary>A table as a class, with the calls about the whole table in its constructor.</summary>
internal static class TableEmission
{
    public static EmittedCode? Of(Table table, CodeContext context)
    {
        // The schema library takes a class without fields for a mistake.
        if (table.Inherits.Count > 0 || table.OfType is not null || !context.PartsOf(table.Id).Any(p => p is Column))
            return null;
        if (context.PartsOf(table.Id).OfType<Partition>().FirstOrDefault() is { } partition)
        {
            // A partition takes everything from its parent; its own marks are altered afterwards.
            return table.PartitionKey is null && PartitionEmission.Of(partition) is { } part ? new(new Table(table.Id), part) : null;
        }
        List<CodePart> parts = [new(CodePlace.Class, string.Concat(EmissionText.Address(table.Id, context).Select(a => a + "\n")))];
        void Call(string call) => parts.Add(new(CodePlace.Statement, call, table.Id, -1));

        if (table.PartitionKey is { } key)
        {
            if (PartitionEmission.Key(key, table.Id, context) is not { } call)
                return null;
            Call(call);
        }
        if (table.Unlogged)
            Call("Unlogged()");
        if (table.AccessMethod is { } method)
            Call($"AccessMethod({CSharp.Literal(method)})");
        if (table.Tablespace is { } space)
            Call($"Tablespace({CSharp.Literal(space)})");
        foreach (var option in table.Options)
            Call($"With({string.Join(", ", option.Split('=', 2).Select(CSharp.Literal))})");
        // A policy turns row level security on by itself, and so does forcing it.
        var byPolicy = context.PartsOf(table.Id).Any(p => p.Id.Type == "policy" && !context.IsInSql(p.Id));
        if (table is { RowSecurity: true, ForceRowSecurity: false } && !byPolicy)
            Call("EnableRowLevelSecurity()");
        if (table.ForceRowSecurity)
            Call("ForceRowLevelSecurity()");
        if (table.ReplicaIdentity != "d")
            Call($"ReplicaIdentity({(table.ReplicaIdentity == "f" ? "\"FULL\"" : "\"NOTHING\"")})");
        return new(table with { RowSecurity = table.RowSecurity || byPolicy || table.ForceRowSecurity }, [.. parts]);
    }
}
