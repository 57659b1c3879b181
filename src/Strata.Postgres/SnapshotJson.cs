using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Strata.Core.Model;
using Strata.Postgres.Kinds.Aggregates;
using Strata.Postgres.Kinds.Casts;
using Strata.Postgres.Kinds.Collations;
using Strata.Postgres.Kinds.Comments;
using Strata.Postgres.Kinds.Composites;
using Strata.Postgres.Kinds.Constraints;
using Strata.Postgres.Kinds.Domains;
using Strata.Postgres.Kinds.Enums;
using Strata.Postgres.Kinds.EventTriggers;
using Strata.Postgres.Kinds.Extensions;
using Strata.Postgres.Kinds.Foreign;
using Strata.Postgres.Kinds.Functions;
using Strata.Postgres.Kinds.Grants;
using Strata.Postgres.Kinds.Indexes;
using Strata.Postgres.Kinds.MaterializedViews;
using Strata.Postgres.Kinds.Operators;
using Strata.Postgres.Kinds.Partitions;
using Strata.Postgres.Kinds.Policies;
using Strata.Postgres.Kinds.Publications;
using Strata.Postgres.Kinds.Ranges;
using Strata.Postgres.Kinds.Rules;
using Strata.Postgres.Kinds.Schemas;
using Strata.Postgres.Kinds.Sequences;
using Strata.Postgres.Kinds.Statistics;
using Strata.Postgres.Kinds.Tables;
using Strata.Postgres.Kinds.TextSearch;
using Strata.Postgres.Kinds.Triggers;
using Strata.Postgres.Kinds.Views;

namespace Strata.Postgres;

[JsonSourceGenerationOptions(
    WriteIndented = true,
    NewLine = "\n",
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
    IgnoreReadOnlyProperties = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    Converters = [
        typeof(ObjectIdJson),
        typeof(TextListJson),
        typeof(OrdinalJson),
        typeof(CarriedIdJson),
        typeof(CarriedFlagJson),
        typeof(CarriedTextJson),
        typeof(CarriedTextsJson),
    ]
)]
[
    JsonSerializable(typeof(Schema)),
    JsonSerializable(typeof(Extension)),
    JsonSerializable(typeof(EnumType)),
    JsonSerializable(typeof(Domain)),
    JsonSerializable(typeof(Composite))
]
[
    JsonSerializable(typeof(Sequence)),
    JsonSerializable(typeof(SequenceOwner)),
    JsonSerializable(typeof(Table)),
    JsonSerializable(typeof(Column)),
    JsonSerializable(typeof(ColumnDefault))
]
[
    JsonSerializable(typeof(PrimaryKey)),
    JsonSerializable(typeof(Unique)),
    JsonSerializable(typeof(Check)),
    JsonSerializable(typeof(Exclusion)),
    JsonSerializable(typeof(ForeignKey))
]
[
    JsonSerializable(typeof(TableIndex)),
    JsonSerializable(typeof(IndexPartition)),
    JsonSerializable(typeof(ExtendedStatistics)),
    JsonSerializable(typeof(Partition))
]
[
    JsonSerializable(typeof(Aggregate)),
    JsonSerializable(typeof(Collation)),
    JsonSerializable(typeof(EventTrigger)),
    JsonSerializable(typeof(Grant)),
    JsonSerializable(typeof(DefaultPrivilege)),
    JsonSerializable(typeof(Publication)),
    JsonSerializable(typeof(PublicationTable))
]
[
    JsonSerializable(typeof(View)),
    JsonSerializable(typeof(MaterializedView)),
    JsonSerializable(typeof(Function)),
    JsonSerializable(typeof(Trigger)),
    JsonSerializable(typeof(Policy)),
    JsonSerializable(typeof(Rule)),
    JsonSerializable(typeof(Comment))
]
[
    JsonSerializable(typeof(RangeType)),
    JsonSerializable(typeof(TsDict)),
    JsonSerializable(typeof(TsConfig)),
    JsonSerializable(typeof(Operator)),
    JsonSerializable(typeof(Cast))
]
[JsonSerializable(typeof(ForeignDataWrapper)), JsonSerializable(typeof(Server)), JsonSerializable(typeof(ForeignTable))]
internal sealed partial class SnapshotJson : JsonSerializerContext;

/// <summary>The serializers of the snapshot's objects, which leave out carried values that are not set.</summary>
internal static class SnapshotTypes
{
    private static readonly JsonSerializerOptions s_options = new(SnapshotJson.Default.Options)
    {
        TypeInfoResolver = SnapshotJson.Default.WithAddedModifier(CarriedJson.Modify),
    };

    private static readonly JsonSerializerOptions s_compared = new(SnapshotJson.Default.Options)
    {
        TypeInfoResolver = SnapshotJson.Default.WithAddedModifier(CarriedJson.LeaveOut),
    };

    public static JsonTypeInfo For(Type type) => s_options.GetTypeInfo(type);

    /// <summary>Without what is carried: equal objects are equal text.</summary>
    public static JsonTypeInfo Compared(Type type) => s_compared.GetTypeInfo(type);
}
