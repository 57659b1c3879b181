using Strata.Cli.Tests.Support;

namespace Strata.Cli.Tests;

/// <summary>
/// Changes that somebody made by hand in a live database: each is named, nothing else is, and the SQL that undoes it does.
/// </summary>
public sealed class DriftTests(CliServer server)
{
    // What is done to the example's database, and the objects that are named for it.
    private static readonly (string Sql, string[] Objects)[] s_alterations =
    [
        ("create table extra (id int primary key, note text)", ["+ table public.extra"]),
        (Invalid("films_sort_title_idx"), ["~ index public.films_sort_title_idx"]),
        (Invalid("tags_pkey"), ["~ table constraint public.tags.tags_pkey"]),
        ("create unlogged table fast (id int)", ["+ table public.fast"]),
        ("alter table watchlist_items set unlogged", ["~ table public.watchlist_items"]),
        ("alter table films set (fillfactor = 70)", ["~ table public.films"]),
        ("alter table films enable row level security", ["~ table public.films"]),
        ("alter table films force row level security", ["~ table public.films"]),
        ("alter table films replica identity full", ["~ table public.films"]),
        ("alter table films add column rating int", ["+ table column public.films.rating"]),
        (
            "alter table reviews drop column hidden_at cascade",
            ["- table column public.reviews.hidden_at", "- index public.reviews_visible_idx", "- view public.film_ratings"]
        ),
        ("alter table users alter password_hash type varchar(200)", ["~ table column public.users.password_hash"]),
        ("alter table films alter imdb_id type varchar(14)", ["~ table column public.films.imdb_id"]),
        ("alter table films alter slug drop not null", ["~ table column public.films.slug"]),
        ("alter table films alter metadata set storage external", ["~ table column public.films.metadata"]),
        ("alter table films alter metadata set statistics 500", ["~ table column public.films.metadata"]),
        ("alter table films alter original_title set compression pglz", ["~ table column public.films.original_title"]),
        ("alter table users alter role set default 'editor'", ["~ default value public.users.role"]),
        ("alter table users alter role drop default", ["- default value public.users.role"]),
        ("alter table users alter password_hash set default 'x'", ["+ default value public.users.password_hash"]),
        ("alter table films alter sort_title drop expression", ["~ table column public.films.sort_title"]),
        ("alter table films drop constraint films_runtime_positive", ["- table constraint public.films.films_runtime_positive"]),
        (
            "alter table films drop constraint films_runtime_positive, add constraint films_runtime_positive check (runtime_minutes >= 0)",
            ["~ table constraint public.films.films_runtime_positive"]
        ),
        ("alter table films add constraint later check (runtime_minutes < 9999) not valid", ["+ table constraint public.films.later"]),
        ("alter table people add constraint people_name_key unique (name)", ["+ table constraint public.people.people_name_key"]),
        (
            "alter table rentals drop constraint rentals_film_id_fkey, add constraint rentals_film_id_fkey foreign "
                + "key (film_id) references films (id) on delete cascade",
            ["~ table constraint public.rentals.rentals_film_id_fkey"]
        ),
        (
            "alter table rentals alter constraint rentals_film_id_fkey deferrable initially deferred",
            ["~ table constraint public.rentals.rentals_film_id_fkey"]
        ),
        ("alter table sessions drop constraint sessions_user_id_fkey", ["- table constraint public.sessions.sessions_user_id_fkey"]),
        (
            "alter table tags add constraint tags_no_overlap exclude using btree (name with =)",
            ["+ table constraint public.tags.tags_no_overlap"]
        ),
        ("create index odd on films (kind)", ["+ index public.odd"]),
        ("drop index films_sort_title_idx", ["- index public.films_sort_title_idx"]),
        (
            "drop index reviews_visible_idx; create index reviews_visible_idx on reviews (film_id, created_at desc)",
            ["~ index public.reviews_visible_idx"]
        ),
        (
            "drop index films_slug_lower_idx; create unique index films_slug_lower_idx on films (upper(slug))",
            ["~ index public.films_slug_lower_idx"]
        ),
        ("drop index people_name_idx; create index people_name_idx on people (name text_pattern_ops)", ["~ index public.people_name_idx"]),
        ("drop index people_name_idx; create index people_name_idx on people (name desc)", ["~ index public.people_name_idx"]),
        ("drop index people_name_idx; create index people_name_idx on people (name) include (id)", ["~ index public.people_name_idx"]),
        ("drop index people_name_idx; create index people_name_idx on people using hash (name)", ["~ index public.people_name_idx"]),
        (
            "drop index promo_codes_code_idx; create index promo_codes_code_idx on promo_codes (upper(code))",
            ["~ index public.promo_codes_code_idx"]
        ),
        (
            "create or replace view film_ratings as select film_id, count(*) as review_count, 5::numeric as "
                + "average_stars from reviews where hidden_at is null group by film_id",
            ["~ view public.film_ratings"]
        ),
        ("create view extra_view as select 1 as one", ["+ view public.extra_view"]),
        ("drop view open_rentals", ["- view public.open_rentals"]),
        ("alter view open_rentals set (security_barrier)", ["~ view public.open_rentals"]),
        ("drop index monthly_revenue_month_currency_idx", ["- index public.monthly_revenue_month_currency_idx"]),
        ("create materialized view counts as select count(*) from films", ["+ materialized view public.counts"]),
        (
            "create or replace function set_updated_at() returns trigger language plpgsql as 'begin return new;end'",
            ["~ function public.set_updated_at"]
        ),
        ("alter function set_updated_at() stable", ["~ function public.set_updated_at"]),
        ("alter function set_updated_at() set search_path = public", ["~ function public.set_updated_at"]),
        ("create function extra(a int) returns int language sql as 'select 1'", ["+ function public.extra(integer)"]),
        ("create procedure work() language sql as 'select 1'", ["+ procedure public.work"]),
        ("drop trigger audit on films", ["- trigger public.films.audit"]),
        ("alter table films disable trigger audit", ["~ trigger public.films.audit"]),
        ("create trigger extra before insert on films for each row execute function set_updated_at()", ["+ trigger public.films.extra"]),
        ("create policy mine on films using (true)", ["+ policy public.films.mine"]),
        ("alter type film_kind add value 'trailer'", ["~ type public.film_kind"]),
        ("alter type film_kind rename value 'short' to 'brief'", ["~ type public.film_kind"]),
        ("create type extra_kind as enum ('a')", ["+ type public.extra_kind"]),
        ("create domain email as text check (value like '%@%')", ["+ type public.email"]),
        ("create sequence extra_seq", ["+ sequence public.extra_seq"]),
        ("comment on table films is 'Something else.'", ["~ comment \"TABLE public.films\""]),
        ("comment on column users.email is 'Where they are reached.'", ["+ comment \"COLUMN public.users.email\""]),
        ("comment on view published_films is null", ["- comment \"VIEW public.published_films\""]),
        ("grant select on films to pg_monitor", ["+ grant"]),
        ("create statistics films_stats (dependencies) on kind, state from films", ["+ statistics object public.films_stats"]),
        ("create rule none as on delete to watch_progress do instead nothing", ["+ rule public.watch_progress.none"]),
    ];

    /// <summary>As an interrupted concurrent build leaves it.</summary>
    private static string Invalid(string index) =>
        $"update pg_catalog.pg_index set indisvalid = false where indexrelid = '{index}'::regclass";

    [Theory, InlineData(6), InlineData(1, Traits = ["Run", "long"])]
    public async Task Each_of_sixty_alterations_is_named_and_undone(int every)
    {
        using var p = await CinemaAsync();
        Assert.Contains("is what its history", (await p.ExpectAsync(0, "drift", "--env", "local-pg")).Output, StringComparison.Ordinal);
        var wrong = new List<string>();
        foreach (var (sql, objects) in s_alterations.Where((_, i) => i % every == 0))
        {
            try
            {
                foreach (var statement in sql.Split("; "))
                    await p.SqlAsync(statement);
            }
            catch (Npgsql.PostgresException e)
            {
                wrong.Add($"{sql}: {e.MessageText}");
                continue;
            }
            var drift = await p.RunAsync("drift", "--env", "local-pg", "--json", "--sql");
            if (drift.Exit != 4)
            {
                wrong.Add($"{sql}: {drift.All}");
                continue;
            }
            var lines = drift.Lines.Select(l => (Type: l.GetProperty("type").GetString()!, Line: l)).ToList();
            var named = lines
                .Where(l => l.Type is "added" or "removed" or "changed")
                .Select(l => $"{(l.Type == "added" ? '+' : l.Type == "removed" ? '-' : '~')} {l.Line.GetProperty("object").GetString()}")
                .ToList();
            if (named.Count != objects.Length || objects.Any(o => !named.Any(n => n.StartsWith(o, StringComparison.Ordinal))))
                wrong.Add($"{sql}: {string.Join(", ", named)}");
            foreach (var (_, line) in lines.Where(l => l.Type == "statement" && l.Line.GetProperty("way").GetString() == "undo"))
                await p.SqlAsync(line.GetProperty("sql").GetString()!);
            var after = await p.RunAsync("drift", "--env", "local-pg");
            if (after.Exit != 0)
                wrong.Add($"{sql}: not undone: {after.All}");
            if (after.Exit != 0)
                break;
        }
        Assert.True(wrong.Count == 0, string.Join("\n", wrong));
        Assert.True(s_alterations.Length >= 60);
    }

    [Fact]
    public async Task A_login_that_may_only_read_is_enough()
    {
        using var p = await CinemaAsync();
        var name = $"reader_{Guid.NewGuid():N}";
        await p.SqlAsync($"create role {name} login");
        await p.SqlAsync($"alter role {name} set default_transaction_read_only = on");
        await p.SqlAsync($"grant usage on schema strata to {name}");
        await p.SqlAsync($"grant select on all tables in schema strata to {name}");
        p.Write("strata.json", p.Read("strata.json").Replace("Username=postgres", $"Username={name}", StringComparison.Ordinal));
        foreach (var command in new[] { "status", "drift" })
            await p.ExpectAsync(0, command, "--env", "local-pg");
    }

    [Theory, InlineData("postgresql"), InlineData("sqlite")]
    public async Task A_database_between_two_migrations_has_not_drifted(string dialect)
    {
        using var p = await server.ProjectAsync(dialect);
        await p.ExpectAsync(0, "generate", "--name", "one");
        await p.ExpectAsync(dialect == "sqlite" ? 11 : 2, "drift");
        await p.ExpectAsync(0, "migrate");
        p.Schema(Schemas.Last, Schemas.Last + "\n    public readonly Column Rating = Integer().Default(3);");
        await p.ExpectAsync(0, "generate", "--name", "two");
        await p.ExpectAsync(0, "drift");
        await p.SqlAsync("create index odd on films (year)");
        Assert.Contains("odd", (await p.ExpectAsync(4, "drift")).Output, StringComparison.Ordinal);
    }

    private async Task<CliProject> CinemaAsync()
    {
        var p = ExampleTests.Copy(
            "examples/cinema",
            server.Server.ConnectionString(await server.Server.CreateDatabaseAsync(null, TestContext.Current.CancellationToken))
        );
        p.Write(
            "strata.json",
            System.Text.RegularExpressions.Regex.Replace(
                p.Read("strata.json"),
                "\"url\": \"postgres[^\"]*\"",
                $"\"url\": {System.Text.Json.JsonSerializer.Serialize(p.Url)}"
            )
        );
        await p.ExpectAsync(0, "migrate", "--env", "local-pg");
        return p;
    }
}
