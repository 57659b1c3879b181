using Strata.Schema;

namespace Cinema;

public enum FilmKind { Feature, Short, Documentary, Series }

public enum FilmState { Draft, Scheduled, Published, Withdrawn }

public enum CreditJob { Director, Writer, Actor, Producer, Cinematographer, Composer, Editor }

public enum ImageKind { Poster, Backdrop, Still, Portrait, Logo }

public enum VideoQuality
{
    [Label("480p")] Sd,
    [Label("720p")] Hd,
    [Label("1080p")] FullHd,
    [Label("2160p")] UltraHd,
}

public enum VideoPurpose { Main, Trailer, Extra }

public enum SubtitleKind { Subtitles, Captions, Forced }

public enum AccoladeResult { Nominated, Won }

public enum UserRole { Viewer, Editor, Admin }

public enum RentalState { Pending, Active, Expired, Refunded }

public enum PaymentState { Authorized, Captured, Refunded, Failed }

public enum DiscountKind { Percent, Amount }

public enum AuditAction { Insert, Update, Delete }
