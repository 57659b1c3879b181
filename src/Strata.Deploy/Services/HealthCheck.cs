using System.Buffers;
using System.Globalization;
using System.Text;
using Strata.Core.Problems;
using Strata.Core.Text;
using Strata.Project.Configuration;

namespace Strata.Deploy.Services;

/// <summary>Asks a service for its health, again and again until it is right or the deadline is over.</summary>
/// <param name="time">Waits.</param>
internal sealed class HealthCheck(TimeProvider time) : IDisposable
{
    private const int BodyRead = 64 * 1024;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    // A redirect to a login page would look healthy.
    private readonly HttpClient _client = new(
        new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            PooledConnectionLifetime = TimeSpan.Zero,
        }
    )
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };

    /// <returns>Its answer, for a person.</returns>
    /// <exception cref="ProblemException">It is not healthy in time (ST6040, exit 7), or the URL is none (ST6041, exit 2).</exception>
    public async Task<string> RunAsync(
        string service,
        HealthConfig health,
        string url,
        Action<string> output,
        CancellationToken cancellationToken
    )
    {
        var address = Address(url, health);
        var started = time.GetTimestamp();
        for (var attempt = 1; ; attempt++)
        {
            var left = health.Deadline - time.GetElapsedTime(started);
            var answer = await AskAsync(health, address, left < s_patience ? left : s_patience, cancellationToken).ConfigureAwait(false);
            if (answer.IsRight)
                return answer.Text;
            output($"attempt {attempt}: {answer.Text}");
            left = health.Deadline - time.GetElapsedTime(started) - health.Interval;
            if (left <= TimeSpan.Zero || attempt > health.Retries)
            {
                var asked = $"asked {Quantity.Count(attempt, "time")} in {time.GetElapsedTime(started).TotalSeconds:0.#} s";
                throw ServiceProblems.Unhealthy.Error(
                    health.Where,
                    $"{service} is not healthy: {address.GetLeftPart(UriPartial.Path)} {answer.Text}, {asked}",
                    "",
                    "read the service's own log; if it only needs longer: \"health\": { \"deadline\": \"5m\" }"
                );
            }
            await Task.Delay(health.Interval, time, cancellationToken).ConfigureAwait(false);
        }
    }

    private static Uri Address(string url, HealthConfig health) =>
        Uri.TryCreate(url, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"
            ? address
            : throw ServiceProblems.NotAUrl.Error(
                health.Where,
                $"\"{url}\" is not an http or https URL",
                "nothing was asked",
                "write \"health\": \"https://api.example.com/health\""
            );

    private async Task<(bool IsRight, string Text)> AskAsync(
        HealthConfig health,
        Uri address,
        TimeSpan limit,
        CancellationToken cancellationToken
    )
    {
        using var timer = new CancellationTokenSource(limit > TimeSpan.Zero ? limit : TimeSpan.FromMilliseconds(1), time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellationToken);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, address);
            request.Headers.TryAddWithoutValidation("User-Agent", "strata");
            using var response = await _client
                .SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token)
                .ConfigureAwait(false);
            var status = ((int)response.StatusCode).ToString(CultureInfo.InvariantCulture);
            if ((int)response.StatusCode != health.Status)
                return (false, $"answered {status}, and {health.Status} was wanted");
            if (health.Body is not { } wanted)
                return (true, $"answered {status}");
            var body = await BodyAsync(response, either.Token).ConfigureAwait(false);
            return body.Contains(wanted, StringComparison.Ordinal)
                ? (true, $"answered {status}")
                : (false, $"answered {status}, without \"{wanted}\" in it");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return (false, $"did not answer within {limit.TotalSeconds:0.#} s");
        }
        catch (HttpRequestException e)
        {
            return (false, $"cannot be asked: {(e.InnerException?.Message ?? e.Message).TrimEnd('.')}");
        }
        catch (IOException e)
        {
            return (false, $"broke off: {e.Message.TrimEnd('.')}");
        }
    }

    private static async Task<string> BodyAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BodyRead);
        try
        {
            var stream = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
            await using var streamScope = stream.ConfigureAwait(false);
            var count = await stream
                .ReadAtLeastAsync(buffer.AsMemory(0, BodyRead), BodyRead, throwOnEndOfStream: false, cancellationToken)
                .ConfigureAwait(false);
            return Encoding.UTF8.GetString(buffer, 0, count);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    public void Dispose() => _client.Dispose();
}
