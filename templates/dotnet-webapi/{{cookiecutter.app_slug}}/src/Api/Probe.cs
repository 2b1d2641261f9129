namespace Api;

/// <summary>Asks an instance on this machine whether it is ready: the image of the container has no curl.</summary>
public static class Probe
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(7);

    public static async Task<int> AskAsync(int port)
    {
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { Timeout = Limit };
        try
        {
            using var answer = await client.GetAsync(new Uri($"http://127.0.0.1:{port}/health/ready"));
            if (answer.IsSuccessStatusCode)
            {
                return 0;
            }

            await Console.Error.WriteLineAsync($"not ready: port {port} answered {(int)answer.StatusCode}");
        }
        catch (Exception error) when (error is HttpRequestException or TaskCanceledException)
        {
            await Console.Error.WriteLineAsync($"port {port} does not answer: {error.Message}");
        }

        return 1;
    }
}
