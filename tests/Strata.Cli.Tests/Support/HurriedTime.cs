namespace Strata.Cli.Tests.Support;

/// <summary>A clock by which a minute is over in two seconds: for what is waited for and never comes.</summary>
public sealed class HurriedTime : TimeProvider
{
    private const int Factor = 30;

    public override long TimestampFrequency => System.TimestampFrequency / Factor;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        System.CreateTimer(callback, state, Hurried(dueTime), Hurried(period));

    private static TimeSpan Hurried(TimeSpan time) => time == Timeout.InfiniteTimeSpan ? time : time / Factor;
}
