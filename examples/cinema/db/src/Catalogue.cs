using Strata.Schema;

namespace Cinema;

[Comment("What can be watched.")]
public sealed class Films : Tracked
{
    public readonly Column Id = Uuid().PrimaryKey().DefaultRandom();
    public readonly Column Slug = Text().Unique();
    public readonly Column OriginalTitle = Text();
    public readonly Column OriginalLanguage = Varchar(8).References<Languages>(l => l.Code);
    public readonly Column Kind = Enum<FilmKind>().Default(FilmKind.Feature);
    public readonly Column State = Enum<FilmState>().Default(FilmState.Draft);
    public readonly Column ReleasedOn = Date().Nullable();
    public readonly Column RuntimeMinutes = Integer().Nullable();
    public readonly Column ImdbId = Varchar(12).Nullable().Comment("tt and seven digits or more");
    public readonly Column PricingTierId = Uuid().Nullable().References<PricingTiers>(t => t.Id, onDelete: SetNull);
    public readonly Column CollectionId = Uuid().Nullable().References<Collections>(c => c.Id, onDelete: SetNull);
    public readonly Column MainImageId = Uuid().Nullable();
    public readonly Column Metadata = Jsonb().Default("{}");
    public readonly Column SortTitle = Text().Generated<Films>(f => $"lower({f.OriginalTitle})");
    public readonly Column PublishedAt = Timestamptz().Nullable();
    public readonly Column DeletedAt = Timestamptz().Nullable();

    public Films()
    {
        // Films and images refer to each other.
        ForeignKey(MainImageId).References<Images>(i => i.Id).OnDelete(SetNull);
        Check("films_runtime_positive", $"{RuntimeMinutes} > 0");
        Check("films_published_has_date", $"{State} <> {FilmState.Published} or {PublishedAt} is not null");
        Index(State, PublishedAt.Descending()).Where($"{DeletedAt} is null");
        Index(ImdbId).Unique().Where($"{ImdbId} is not null");
        Index(SortTitle);
        Index(Expression($"lower({Slug})")).Named("films_slug_lower_idx").Unique();
        Index(OriginalTitle.OperatorClass("gin_trgm_ops")).Using("gin").Named("films_title_trgm_idx").OnlyOn(Dialect.Postgresql);
    }
}

public sealed class FilmTranslations : Tracked
{
    public readonly Column FilmId = Uuid().References<Films>(f => f.Id, onDelete: Cascade);
    public readonly Column LanguageCode = Varchar(8).References<Languages>(l => l.Code);
    public readonly Column Title = Text();
    public readonly Column Tagline = Text().Nullable();
    public readonly Column Synopsis = Text().Default("");

    public FilmTranslations()
    {
        PrimaryKey(FilmId, LanguageCode);
        Index(LanguageCode, Title);
        Check("film_translations_title_given", $"length({Title}) > 0");
    }
}

public sealed class Languages : Table
{
    public readonly Column Code = Varchar(8).PrimaryKey().Comment("BCP 47");
    public readonly Column Name = Text();
    public readonly Column IsInterface = Boolean().Default(false);
}

public sealed class Countries : Table
{
    public readonly Column Code = Char(2).PrimaryKey().Comment("ISO 3166-1 alpha-2");
    public readonly Column Name = Text().Unique();
}

public sealed class FilmCountries : Table
{
    public readonly Column FilmId = Uuid().References<Films>(f => f.Id, onDelete: Cascade);
    public readonly Column CountryCode = Char(2).References<Countries>(c => c.Code);

    public FilmCountries()
    {
        PrimaryKey(FilmId, CountryCode);
        Index(CountryCode);
    }
}

public sealed class Genres : Table
{
    public readonly Column Id = Integer().Identity().PrimaryKey();
    public readonly Column Slug = Text().Unique();
    public readonly Column ParentId = Integer().Nullable().References<Genres>(g => g.Id, onDelete: SetNull);
    public readonly Column Position = Integer().Default(0);

    public Genres() => Check("genres_not_own_parent", $"{ParentId} <> {Id}");
}

public sealed class GenreTranslations : Table
{
    public readonly Column GenreId = Integer().References<Genres>(g => g.Id, onDelete: Cascade);
    public readonly Column LanguageCode = Varchar(8).References<Languages>(l => l.Code);
    public readonly Column Name = Text();

    public GenreTranslations()
    {
        PrimaryKey(GenreId, LanguageCode);
        Unique(LanguageCode, Name);
    }
}

public sealed class FilmGenres : Table
{
    public readonly Column FilmId = Uuid().References<Films>(f => f.Id, onDelete: Cascade);
    public readonly Column GenreId = Integer().References<Genres>(g => g.Id, onDelete: Restrict);
    public readonly Column IsPrimary = Boolean().Default(false);

    public FilmGenres()
    {
        PrimaryKey(FilmId, GenreId);
        Index(GenreId, FilmId);
        Index(FilmId).Unique().Where($"{IsPrimary} = {true}").Named("film_genres_one_primary");
    }
}

public sealed class Collections : Tracked
{
    public readonly Column Id = Uuid().PrimaryKey().DefaultRandom();
    public readonly Column Slug = Text().Unique();
    public readonly Column Title = Text();
    public readonly Column Description = Text().Nullable();
}

public sealed class Tags : Table
{
    public readonly Column Id = Integer().Identity().PrimaryKey();
    public readonly Column Name = Text();

    public Tags() => Index(Expression($"lower({Name})")).Named("tags_name_lower_idx").Unique();
}

public sealed class FilmTags : Table
{
    public readonly Column FilmId = Uuid().References<Films>(f => f.Id, onDelete: Cascade);
    public readonly Column TagId = Integer().References<Tags>(t => t.Id, onDelete: Cascade);

    public FilmTags()
    {
        PrimaryKey(FilmId, TagId);
        Index(TagId);
    }
}

public sealed class Accolades : Tracked
{
    public readonly Column Id = Uuid().PrimaryKey().DefaultRandom();
    public readonly Column FilmId = Uuid().References<Films>(f => f.Id, onDelete: Cascade);
    public readonly Column PersonId = Uuid().Nullable().References<People>(p => p.Id, onDelete: SetNull);
    public readonly Column Festival = Text();
    public readonly Column Category = Text();
    public readonly Column AwardedIn = Smallint();
    public readonly Column Result = Enum<AccoladeResult>();

    public Accolades()
    {
        Unique(FilmId, Festival, Category, AwardedIn);
        Check("accolades_year", $"{AwardedIn} between 1895 and 2200");
        Index(Festival, AwardedIn.Descending());
        Index(PersonId).Where($"{PersonId} is not null");
    }
}
