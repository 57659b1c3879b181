using Strata.Schema;

namespace Cinema;

/// <summary>Everything that belongs to no single table.</summary>
public sealed class CinemaDatabase : Database
{
    public CinemaDatabase()
    {
        Extension("pg_trgm").Comment("Titles are searched by likeness.");

        var films = Table<Films>();
        var credits = Table<Credits>();
        var people = Table<People>();
        var reviews = Table<Reviews>();
        var rentals = Table<Rentals>();
        var payments = Table<Payments>();

        View("published_films", $"""
            select f.{films.Id}, f.{films.Slug}, f.{films.OriginalTitle}, f.{films.ReleasedOn}, f.{films.RuntimeMinutes}
            from {films} f
            where f.{films.State} = {FilmState.Published} and f.{films.DeletedAt} is null
            """).Comment("What the catalogue shows.");

        View("film_directors", $"""
            select c.{credits.FilmId}, p.{people.Id} as person_id, p.{people.Name}
            from {credits} c join {people} p on p.{people.Id} = c.{credits.PersonId}
            where c.{credits.Job} = {CreditJob.Director}
            """);

        View("film_ratings", $"""
            select r.{reviews.FilmId}, count(*) as review_count, avg(r.{reviews.Stars}) as average_stars
            from {reviews} r
            where r.{reviews.HiddenAt} is null
            group by r.{reviews.FilmId}
            """);

        View("open_rentals", $"""
            select r.{rentals.Id}, r.{rentals.UserId}, r.{rentals.FilmId}, r.{rentals.ExpiresAt}
            from {rentals} r
            where r.{rentals.State} = {RentalState.Active}
            """);

        if (OnPostgresql)
        {
            MaterializedView("monthly_revenue", $"""
                select date_trunc('month', p.{payments.PaidAt}) as month, p.{payments.Currency}, sum(p.{payments.AmountCents}) as cents
                from {payments} p
                where p.{payments.State} = {PaymentState.Captured}
                group by 1, 2
                """).Index(["month", "currency"]).Unique();

            Function("set_updated_at").Returns("trigger").Language("plpgsql").Body($"""
                begin
                  new.updated_at := now();
                  return new;
                end
                """).Comment("Keeps updated_at true, whoever writes.");
        }

        // Functions, triggers and whatever else has no class: one folder for each dialect.
        SqlFiles("sql/**/*.sql");
    }
}

/// <summary>When a row was made and last changed.</summary>
public abstract class Tracked : Table
{
    public readonly Column CreatedAt = Timestamptz().DefaultNow();
    public readonly Column UpdatedAt = Timestamptz().DefaultNow();

    protected Tracked()
    {
        // SQLite has no functions to share; its triggers are in sql/sqlite.
        if (OnPostgresql) Trigger("touch").Before().OnUpdate().ForEachRow().Execute("set_updated_at");
    }
}
