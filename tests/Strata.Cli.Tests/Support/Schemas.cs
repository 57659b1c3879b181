namespace Strata.Cli.Tests.Support;

/// <summary>Schemas that both dialects take.</summary>
internal static class Schemas
{
    public const string Films = """
        using Strata.Schema;

        public sealed class Films : Table
        {
            public readonly Column Id    = Integer().PrimaryKey();
            public readonly Column Title = Text();
            public readonly Column Year  = Integer().Nullable();
        }

        """;

    /// <summary>The last column of <see cref="Films"/>, to put others after it.</summary>
    public const string Last = "Year  = Integer().Nullable();";
}
