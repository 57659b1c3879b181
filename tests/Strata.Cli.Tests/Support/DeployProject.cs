using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Strata.Testing;

namespace Strata.Cli.Tests.Support;

/// <summary>
/// A project with two services that are a shell script and some files: what serves, who was called, and what is to fail or to hang.
/// </summary>
internal sealed class DeployProject : IDisposable
{
    // Called with the service, the step, and what the command got.
    private const string Script = """
        mkdir -p "run/$1"; cd "run/$1"
        echo "$2 $3 $4" >> calls
        if [ -e "fail-$2" ]; then echo "it went wrong"; exit 3; fi
        if [ -e "hang-$2" ]; then sleep 300 & echo $$ > hanging; sleep 300; fi
        case $2 in
          build) echo "building $3" ;;
          deploy) echo "$3" > new; echo "deployed $3" ;;
          traffic) if [ "$4" = 100 ]; then echo "$3" > serves; fi; echo "$4" > percent ;;
          previous) cat serves 2>/dev/null || true ;;
          rollback) echo "$3" > serves ;;
        esac

        """;

    private readonly string _mark = Guid.NewGuid().ToString("N");

    public CliProject Cli { get; }

    private DeployProject(CliProject cli)
    {
        Cli = cli;
        cli.Variables["STRATA_TEST_MARK"] = _mark;
    }

    public static async Task<DeployProject> CreateAsync(CliServer server, string dialect, Action<JsonObject>? change = null)
    {
        var p = new DeployProject(await server.ProjectAsync(dialect));
        p.Cli.Write("svc.sh", Script);
        p.Configure(change);
        await p.Cli.ExpectAsync(0, "generate", "--name", "one");
        return p;
    }

    /// <summary>The configuration, with both services.</summary>
    public void Configure(Action<JsonObject>? change = null)
    {
        var json = JsonNode
            .Parse(
                Cli.Read("strata.json"),
                documentOptions: new() { CommentHandling = System.Text.Json.JsonCommentHandling.Skip, AllowTrailingCommas = true }
            )!
            .AsObject();
        json["services"] = new JsonObject { ["api"] = Service("api"), ["web"] = Service("web") };
        change?.Invoke(json);
        Cli.Write("strata.json", json.ToJsonString());
    }

    private static JsonObject Service(string name) =>
        new()
        {
            ["build"] = $"sh ./svc.sh {name} build {{tag}} {{env}}",
            ["deploy"] = $"sh ./svc.sh {name} deploy {{tag}}",
            ["traffic"] = $"sh ./svc.sh {name} traffic {{revision}} {{percent}}",
            ["previous"] = $"sh ./svc.sh {name} previous",
            ["rollback"] = new JsonArray("sh", "./svc.sh", name, "rollback", "{revision}"),
        };

    /// <summary>What serves, as the service itself knows.</summary>
    public string? Serves(string service) => File.Exists(Cli.At($"run/{service}/serves")) ? Cli.Read($"run/{service}/serves").Trim() : null;

    public IReadOnlyList<string> Calls(string service) =>
        File.Exists(Cli.At($"run/{service}/calls"))
            ? [.. Cli.Read($"run/{service}/calls").Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => l.Trim())]
            : [];

    public void Let(string service, string what, string step) => Cli.Write($"run/{service}/{what}-{step}", "");

    public void Mend(string service, string what, string step) => File.Delete(Cli.At($"run/{service}/{what}-{step}"));

    public Task<CliResult> DeployAsync(int exit, params string[] arguments) =>
        Cli.ExpectAsync(exit, ["deploy", "--env", "local", .. arguments]);

    /// <summary>Starts a deploy that hangs in a step, and waits until it does.</summary>
    public async Task<Process> StartHangingAsync(string service, string step, params string[] arguments)
    {
        Let(service, "hang", step);
        var process = Start(arguments);
        await WaitAsync(() => File.Exists(Cli.At($"run/{service}/hanging")) || process.HasExited, "nothing hangs");
        Assert.False(process.HasExited, "it has ended");
        File.Delete(Cli.At($"run/{service}/hanging"));
        return process;
    }

    public Process Start(params string[] arguments)
    {
        var process = Process.Start(Cli.Start(["deploy", "--env", "local", .. arguments]))!;
        process.StandardInput.Close();
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    public static Task SignalAsync(Process process, string signal) =>
        ProcessRunner.RunAsync("kill", [$"-{signal}", process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);

    /// <summary>No process that this project's deploys started is left: each has a variable in its environment that no other has.</summary>
    public Task NobodyIsLeftAsync() => NobodyIsLeftAsync(_mark);

    /// <summary>No process is left that has a word in its environment.</summary>
    public static Task NobodyIsLeftAsync(string mark) =>
        WaitAsync(
            () =>
                !Directory.EnumerateDirectories("/proc").Where(d => char.IsAsciiDigit(Path.GetFileName(d)[0])).Any(d => IsMarked(d, mark)),
            "a process is left"
        );

    private static bool IsMarked(string process, string mark)
    {
        try
        {
            return File.ReadAllText(Path.Combine(process, "environ")).Contains(mark, StringComparison.Ordinal)
                && !File.ReadAllText(Path.Combine(process, "stat")).Contains(") Z ", StringComparison.Ordinal);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It has ended while we looked.
            return false;
        }
    }

    public static Task WaitAsync(Func<bool> until, string otherwise) => WaitAsync(() => Task.FromResult(until()), otherwise);

    public static async Task WaitAsync(Func<Task<bool>> until, string otherwise)
    {
        var started = Stopwatch.StartNew();
        while (!await until())
        {
            Assert.True(started.Elapsed < TimeSpan.FromMinutes(1), otherwise);
            await Task.Delay(30);
        }
    }

    public void Dispose() => Cli.Dispose();
}

/// <summary>Something to ask for health: answers what it is told to, or never.</summary>
internal sealed class HealthEndpoint : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _serving;
    private int _asked;

    public HealthEndpoint()
    {
        _listener.Start();
        _serving = ServeAsync();
    }

    public string Url => $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/health";

    public string Status { get; set; } = "200 OK";

    public string Body { get; set; } = "fine";

    /// <summary>It takes connections, and says nothing.</summary>
    public bool IsSilent { get; set; }

    /// <summary>How many questions get another answer first.</summary>
    public int FailsFirst { get; set; }

    public int Asked => _asked;

    private async Task ServeAsync()
    {
        var clients = new List<TcpClient>();
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                clients.Add(client);
                _asked++;
                if (IsSilent)
                    continue;
                await client.GetStream().ReadAtLeastAsync(new byte[4096], 1, throwOnEndOfStream: false, _stop.Token);
                var status = _asked <= FailsFirst ? "503 Not Yet" : Status;
                await client
                    .GetStream()
                    .WriteAsync(
                        Encoding.ASCII.GetBytes(
                            $"HTTP/1.1 {status}\r\nContent-Length: {Body.Length}\r\nLocation: http://127.0.0.1:1/\r\nConnection: "
                                + $"close\r\n\r\n{Body}"
                        ),
                        _stop.Token
                    );
                client.Close();
            }
        }
        catch (OperationCanceledException)
        {
            foreach (var client in clients)
                client.Dispose();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _serving;
        _stop.Dispose();
    }
}
