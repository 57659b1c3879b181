using Strata.Schema;

namespace Cinema;

public sealed class Images : Tracked
{
    public readonly Column Id = Uuid().PrimaryKey().DefaultRandom();
    public readonly Column FilmId = Uuid().Nullable().References<Films>(f => f.Id, onDelete: Cascade);
    public readonly Column Kind = Enum<ImageKind>();
    public readonly Column Url = Text();
    public readonly Column Width = Integer();
    public readonly Column Height = Integer();
    public readonly Column LanguageCode = Varchar(8).Nullable().References<Languages>(l => l.Code);
    public readonly Column Sha256 = Bytea().Unique();
    public readonly Column AspectRatio = Double().Generated<Images>(i => $"cast({i.Width} as double precision) / {i.Height}");

    public Images()
    {
        Check("images_size", $"{Width} > 0 and {Height} > 0");
        Index(FilmId, Kind);
    }
}

public sealed class VideoSources : Tracked
{
    public readonly Column Id = Uuid().PrimaryKey().DefaultRandom();
    public readonly Column FilmId = Uuid().References<Films>(f => f.Id, onDelete: Cascade);
    public readonly Column Purpose = Enum<VideoPurpose>().Default(VideoPurpose.Main);
    public readonly Column Quality = Enum<VideoQuality>();
    public readonly Column Url = Text();
    public readonly Column DurationSeconds = Integer();
    public readonly Column SizeBytes = Bigint();
    public readonly Column AudioLanguage = Varchar(8).References<Languages>(l => l.Code);

    public VideoSources()
    {
        Unique(FilmId, Purpose, Quality, AudioLanguage);
        Check("video_sources_positive", $"{DurationSeconds} > 0 and {SizeBytes} > 0");
    }
}

public sealed class Subtitles : Tracked
{
    public readonly Column Id = Uuid().PrimaryKey().DefaultRandom();
    public readonly Column VideoSourceId = Uuid().References<VideoSources>(v => v.Id, onDelete: Cascade);
    public readonly Column LanguageCode = Varchar(8).References<Languages>(l => l.Code);
    public readonly Column Kind = Enum<SubtitleKind>().Default(SubtitleKind.Subtitles);
    public readonly Column Url = Text();

    public Subtitles() => Unique(VideoSourceId, LanguageCode, Kind);
}
