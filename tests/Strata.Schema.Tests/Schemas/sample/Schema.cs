using Strata.Schema;

public enum MovieType { Feature, Short }          // a PostgreSQL enum type; a CHECK on SQLite

public sealed class Movies : Table
{
    public readonly Column Id            = Uuid().PrimaryKey().DefaultRandom();
    public readonly Column Slug          = Text().Nullable().Unique();
    public readonly Column Type          = Enum<MovieType>().Default(MovieType.Feature);
    public readonly Column Runtime       = Integer().Nullable();
    public readonly Column PricingTierId = Uuid().Nullable().References<PricingTiers>(t => t.Id, onDelete: SetNull);
    public readonly Column CreatedAt     = Timestamp().DefaultNow();

    public Movies()
    {
        Index(CreatedAt.Descending(), Slug).Where($"{Slug} is not null");
        Check("runtime_positive", $"{Runtime} > 0");
    }
}
public sealed class PricingTiers : Table
{
    public readonly Column Id            = Uuid().PrimaryKey().DefaultRandom();
}
public sealed class Cinema : Database
{
    public Cinema()
    {
        Extension("pg_trgm");
        View("feature_films", $"select * from {Table<Movies>()} where type = 'feature'");
    }
}
