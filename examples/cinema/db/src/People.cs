using Strata.Schema;

namespace Cinema;

public sealed class People : Tracked
{
    public readonly Column Id = Uuid().PrimaryKey().DefaultRandom();
    public readonly Column Slug = Text().Unique();
    public readonly Column Name = Text();
    public readonly Column BornOn = Date().Nullable();
    public readonly Column DiedOn = Date().Nullable();
    public readonly Column CountryCode = Char(2).Nullable().References<Countries>(c => c.Code);
    public readonly Column PortraitId = Uuid().Nullable().References<Images>(i => i.Id, onDelete: SetNull);

    public People()
    {
        Check("people_life", $"{DiedOn} is null or {BornOn} is null or {DiedOn} >= {BornOn}");
        Index(Name);
    }
}

public sealed class PersonTranslations : Table
{
    public readonly Column PersonId = Uuid().References<People>(p => p.Id, onDelete: Cascade);
    public readonly Column LanguageCode = Varchar(8).References<Languages>(l => l.Code);
    public readonly Column Biography = Text();

    public PersonTranslations() => PrimaryKey(PersonId, LanguageCode);
}

[Comment("Who did what in which film.")]
public sealed class Credits : Table
{
    public readonly Column Id = Bigint().Identity().PrimaryKey();
    public readonly Column FilmId = Uuid().References<Films>(f => f.Id, onDelete: Cascade);
    public readonly Column PersonId = Uuid().References<People>(p => p.Id, onDelete: Restrict);
    public readonly Column Job = Enum<CreditJob>();
    public readonly Column CharacterName = Text().Nullable();
    public readonly Column BillingOrder = Integer().Nullable();

    public Credits()
    {
        Unique(FilmId, PersonId, Job, CharacterName);
        Check("credits_only_actors_play", $"{CharacterName} is null or {Job} = {CreditJob.Actor}");
        Index(PersonId, Job);
        Index(FilmId, BillingOrder).Where($"{Job} = {CreditJob.Actor}").Named("credits_cast_idx");
    }
}
