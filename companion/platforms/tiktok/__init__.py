"""TikTok LIVE, read with TikTokLive in a worker process."""
