using Strata.Core.Dialect;
using Strata.Postgres.Kinds.Aggregates;
using Strata.Postgres.Kinds.Casts;
using Strata.Postgres.Kinds.Collations;
using Strata.Postgres.Kinds.Comments;
using Strata.Postgres.Kinds.Composites;
using Strata.Postgres.Kinds.Constraints;
using Strata.Postgres.Kinds.Domains;
using Strata.Postgres.Kinds.Enums;
using Strata.Postgres.Kinds.EventTriggers;
using Strata.Postgres.Kinds.ExtensionDependencies;
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

/// <summary>Registration: a new kind adds its folder and one line here.</summary>
public static class PostgresKinds
{
    public static KindSet All { get; } =
        new(
            new SchemaKind(),
            new ExtensionKind(),
            new EnumKind(),
            new DomainKind(),
            new CompositeKind(),
            new SequenceKind(),
            new TableKind(),
            new ColumnKind(),
            new ColumnDefaultKind(),
            new PrimaryKeyKind(),
            new UniqueKind(),
            new CheckKind(),
            new ExclusionKind(),
            new SequenceOwnerKind(),
            new IndexKind(),
            new StatisticsKind(),
            new ForeignKeyKind(),
            new PartitionKind(),
            new IndexPartitionKind(),
            new ViewKind(),
            new MaterializedViewKind(),
            new FunctionKind(),
            new TriggerKind(),
            new PolicyKind(),
            new RuleKind(),
            new AggregateKind(),
            new CollationKind(),
            new RangeTypeKind(),
            new TsDictKind(),
            new TsConfigKind(),
            new OperatorKind(),
            new CastKind(),
            new ForeignDataWrapperKind(),
            new ServerKind(),
            new ForeignTableKind(),
            new PublicationKind(),
            new PublicationTableKind(),
            new ExtensionDependencyKind(),
            new CommentKind(),
            new GrantKind(),
            new EventTriggerKind(),
            new DefaultPrivilegeKind()
        );
}
