using System.Text.RegularExpressions;
using Strata.Core.Model;
using Strata.Postgres.CSharpEmission;
using static Strata.Postgres.SqlWriting.PostgresSql;

namespace Strata.Postgres.Kinds.Tables;

/// <summary>Rows that no partition takes are counted before the first of them stops their move.</summary>
internal static partial class PartitionFit
{
    /// <summary>
    /// The server's own conditions are asked, as it prints them:
    /// https://www.postgresql.org/docs/current/functions-info.html#FUNCTIONS-INFO-PARTITION
    /// </summary>
    /// <param name="table">The partitioned table.</param>
    /// <param name="source">The table that holds the rows.</param>
    public static Step Check(Table table, ObjectId source)
    {
        var list = table.PartitionKey![(table.PartitionKey!.IndexOf('(', StringComparison.Ordinal) + 1)..^1];
        var key = string.Join(", ", IndexParts.Split(list).Select(part => OperatorClass().Replace(part, "")));
        return new(
            $"""
            DO $strata$
            DECLARE
                fits text;
                misfits bigint;
                example text;
            BEGIN
                SELECT pg_catalog.string_agg(coalesce(pg_catalog.pg_get_partition_constraintdef(relid), 'true'), ' OR ') INTO fits
                FROM pg_catalog.pg_partition_tree({Lit(Q(table.Id))}) WHERE isleaf AND relid <> {Lit(Q(table.Id))}::pg_catalog.regclass;
                EXECUTE 'SELECT pg_catalog.count(*), (pg_catalog.array_agg(ROW({key.Replace(
                "'",
                "''",
                StringComparison.Ordinal
            )})::text))[1] FROM {Q(source).Replace("'", "''", StringComparison.Ordinal)} WHERE ('
                    || coalesce(fits, 'false') || ') IS NOT TRUE' INTO misfits, example;
                IF misfits > 0 THEN
                    RAISE check_violation USING MESSAGE = pg_catalog.format(
                        'rows of %s that fit none of its partitions: %s, such as the one whose key is %s', {Lit(
                Q(table.Id)
            )}, misfits, example);
                END IF;
            END $strata$
            """
        )
        {
            Locks = [new(source, LockMode.AccessShare)],
        };
    }

    [GeneratedRegex(@"\s+[^\s()]+_ops$")]
    private static partial Regex OperatorClass();
}
