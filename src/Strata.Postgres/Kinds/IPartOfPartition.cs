using Strata.Core.Dialect;
using Strata.Core.Model;

namespace Strata.Postgres.Kinds;

/// <summary>A part of a partition that the server refuses to alter while the partition is one.</summary>
internal interface IPartOfPartition
{
    /// <summary>The statements that alter it as soon as its table is no partition any more.</summary>
    IEnumerable<Step> Freed(RenderContext context);
}
