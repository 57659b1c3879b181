using Strata.Schema;

namespace Cinema;

public sealed class Users : Tracked
{
    public readonly Column Id = Uuid().PrimaryKey().DefaultRandom();
    public readonly Column Email = Text();
    public readonly Column DisplayName = Text();
    public readonly Column PasswordHash = Text().Nullable();
    public readonly Column Role = Enum<UserRole>().Default(UserRole.Viewer);
    public readonly Column PreferredLanguage = Varchar(8).Default("en").References<Languages>(l => l.Code);
    public readonly Column EmailVerifiedAt = Timestamptz().Nullable();
    public readonly Column DeletedAt = Timestamptz().Nullable();

    public Users()
    {
        Index(Expression($"lower({Email})")).Named("users_email_live_idx").Unique().Where($"{DeletedAt} is null");
        Check("users_email_shape", $"{Email} like '%_@_%'");
    }
}

public sealed class Sessions : Table
{
    public readonly Column TokenHash = Bytea().PrimaryKey();
    public readonly Column UserId = Uuid().References<Users>(u => u.Id, onDelete: Cascade);
    public readonly Column IpAddress = Inet().Nullable();
    public readonly Column UserAgent = Text().Nullable();
    public readonly Column CreatedAt = Timestamptz().DefaultNow();
    public readonly Column ExpiresAt = Timestamptz();

    public Sessions()
    {
        Index(UserId);
        Index(ExpiresAt);
        Check("sessions_end_after_start", $"{ExpiresAt} > {CreatedAt}");
    }
}

public sealed class Watchlists : Tracked
{
    public readonly Column Id = Uuid().PrimaryKey().DefaultRandom();
    public readonly Column UserId = Uuid().References<Users>(u => u.Id, onDelete: Cascade);
    public readonly Column Name = Text();
    public readonly Column IsPublic = Boolean().Default(false);

    public Watchlists() => Unique(UserId, Name);
}

public sealed class WatchlistItems : Table
{
    public readonly Column WatchlistId = Uuid().References<Watchlists>(w => w.Id, onDelete: Cascade);
    public readonly Column FilmId = Uuid().References<Films>(f => f.Id, onDelete: Cascade);
    public readonly Column Position = Integer().Default(0);
    public readonly Column AddedAt = Timestamptz().DefaultNow();

    public WatchlistItems()
    {
        PrimaryKey(WatchlistId, FilmId);
        Index(FilmId);
    }
}

public sealed class WatchProgress : Table
{
    public readonly Column UserId = Uuid().References<Users>(u => u.Id, onDelete: Cascade);
    public readonly Column FilmId = Uuid().References<Films>(f => f.Id, onDelete: Cascade);
    public readonly Column PositionSeconds = Integer().Default(0).Check(c => $"{c} >= 0");
    public readonly Column FinishedAt = Timestamptz().Nullable();
    public readonly Column SeenAt = Timestamptz().DefaultNow();

    public WatchProgress()
    {
        PrimaryKey(UserId, FilmId);
        Index(UserId, SeenAt.Descending()).Where($"{FinishedAt} is null").Named("watch_progress_continue_idx");
    }
}

public sealed class Reviews : Tracked
{
    public readonly Column Id = Uuid().PrimaryKey().DefaultRandom();
    public readonly Column FilmId = Uuid().References<Films>(f => f.Id, onDelete: Cascade);
    public readonly Column UserId = Uuid().References<Users>(u => u.Id, onDelete: Cascade);
    public readonly Column Stars = Smallint();
    public readonly Column Body = Text().Nullable();
    public readonly Column HiddenAt = Timestamptz().Nullable();

    public Reviews()
    {
        Unique(FilmId, UserId);
        Check("reviews_stars", $"{Stars} between 1 and 5");
        Index(FilmId, CreatedAt.Descending()).Where($"{HiddenAt} is null").Named("reviews_visible_idx");
    }
}

[Comment("Who changed what. Written by triggers, never by hand.")]
public sealed class AuditLog : Table
{
    public readonly Column Id = Bigint().Identity().AutoIncrement().PrimaryKey();
    public readonly Column At = Timestamptz().DefaultNow();
    public readonly Column ActorId = Uuid().Nullable().References<Users>(u => u.Id, onDelete: SetNull);
    public readonly Column TableName = Text();
    public readonly Column RowKey = Text();
    public readonly Column Action = Enum<AuditAction>();
    public readonly Column Before = Jsonb().Nullable();
    public readonly Column After = Jsonb().Nullable();

    public AuditLog()
    {
        Index(TableName, RowKey, At.Descending());
        Check("audit_log_has_content", $"{Before} is not null or {After} is not null");
    }
}
