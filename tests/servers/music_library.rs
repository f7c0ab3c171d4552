//! A music library that keeps its albums and playlists in memory.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use gatewright_runtime::server::{Access, BoxError, Context, Denied};
use gatewright_runtime::{Bytes, DateTime, Uuid};
use gatewright_tests::music_library::models::*;
use gatewright_tests::music_library::server::*;

/// More than this of anything is not kept: a judge sends without end.
const MOST: usize = 500;
/// The rooms with a speaker.
const ROOMS: [&str; 2] = ["kitchen", "living-room"];
/// What pictures begin with, and their media types.
const PICTURES: [(&[u8], &str); 2] = [(b"\x89PNG", "image/png"), (b"\xff\xd8\xff", "image/jpeg")];

#[derive(Default)]
pub(crate) struct Library(Mutex<Kept>);

#[derive(Default)]
struct Kept {
    albums: BTreeMap<i64, Album>,
    covers: BTreeMap<i64, Bytes>,
    playlists: BTreeMap<Uuid, Playlist>,
    players: BTreeMap<String, Player>,
    numbered: i64,
}

impl Kept {
    fn next(&mut self) -> i64 {
        self.numbered += 1;
        self.numbered
    }

    fn tracks(&self) -> impl Iterator<Item = (i64, &Track)> {
        self.albums.iter().flat_map(|(id, album)| album.tracks.iter().flatten().map(|track| (*id, track)))
    }

    fn track(&self, id: &Uuid) -> Option<Track> {
        self.tracks().find(|(_, track)| track.id == *id).map(|(_, track)| track.clone())
    }

    /// What has the text in its name, albums first.
    fn found(&self, text: &str) -> Vec<Found> {
        let mut found = Vec::new();
        for album in self.albums.values() {
            if album.title.contains(text) {
                found.push(Found::FoundAlbum(FoundAlbum { r#type: FoundAlbumType::Album, album: album.clone() }));
            }
            for artist in album.artists.iter().filter(|artist| artist.name.contains(text)) {
                let artist = FoundArtist { r#type: FoundArtistType::Artist, artist: artist.clone() };
                found.push(Found::FoundArtist(artist));
            }
        }
        for (album, track) in self.tracks().filter(|(_, track)| track.title.contains(text)) {
            let (r#type, track, on) = (FoundTrackType::Track, track.clone(), Some(vec![album]));
            found.push(Found::FoundTrack(FoundTrack { r#type, track, on }));
        }
        found
    }
}

/// Who listens.
#[derive(Debug)]
pub(crate) struct Listener;

fn problem(title: &str, status: i32) -> Problem {
    Problem {
        r#type: None,
        title: title.to_owned(),
        status: Some(status),
        detail: None,
        instance: None,
        additional_properties: BTreeMap::new(),
    }
}

fn nothing() -> Problem {
    problem("there is no such thing", 404)
}

fn conflict(step: usize) -> Result<ChangePlaylistConflictResponse, BoxError> {
    let required = required::ChangePlaylistConflictResponse {
        title: "the step could not be taken".to_owned(),
        step: i32::try_from(step)?,
    };
    Ok(ChangePlaylistConflictResponse::new(required))
}

/// The index in `/tracks/3`.
fn index(path: &str) -> Option<usize> {
    path.strip_prefix("/tracks/")?.parse().ok()
}

/// Takes a step, if it is one that is known and fits.
fn take(playlist: &mut Playlist, step: Step) -> Option<()> {
    let tracks = &mut playlist.tracks;
    match step {
        Step::Remove(StepRemove { path, .. }) => {
            let at = index(&path).filter(|at| *at < tracks.len())?;
            tracks.remove(at);
        }
        Step::Move(StepMove { from, path, .. }) => {
            let (from, to) = (index(&from)?, index(&path)?);
            if from >= tracks.len() || to >= tracks.len() {
                return None;
            }
            let track = tracks.remove(from);
            tracks.insert(to, track);
        }
        Step::Add(StepAdd { path, value, .. }) if path == "/name" => {
            playlist.name = value.as_str()?.to_owned();
        }
        _ => return None,
    }
    Some(())
}

fn picture(bytes: &[u8]) -> Option<&'static str> {
    PICTURES.iter().find(|(start, _)| bytes.starts_with(start)).map(|(_, media_type)| *media_type)
}

impl Library {
    fn with<T>(&self, act: impl FnOnce(&mut Kept) -> T) -> T {
        act(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl MusicLibrary for Library {
    type Principal = Listener;
    type Error = BoxError;

    async fn authorize(&self, access: Access<Credential, Listener>) -> Result<Listener, Denied> {
        match access.credential {
            Some(Credential::Key(key)) if key.is("speaker") => Ok(Listener),
            Some(Credential::Account(token) | Credential::Remote(token)) if token.is("listener") => Ok(Listener),
            _ => Err(Denied::unauthorized()),
        }
    }

    async fn list_albums(
        &self,
        request: ListAlbumsRequest,
        _: Context<Listener>,
    ) -> Result<ListAlbumsResponse, BoxError> {
        let ListAlbumsRequest { artist, cursor, format, limit, min_rating, .. } = request;
        let after = cursor.and_then(|cursor| cursor.parse().ok()).unwrap_or(0);
        let limit = usize::try_from(limit.unwrap_or(25))?;
        let fits = |album: &&Album| {
            artist.as_ref().is_none_or(|id| album.artists.iter().any(|artist| artist.id == *id))
                && format.as_ref().is_none_or(|formats| formats.contains(&album.format))
                && min_rating.is_none_or(|least| album.rating.flatten().is_some_and(|rating| rating >= least))
        };
        let mut albums: Vec<Album> = self.with(|kept| {
            let after = kept.albums.iter().filter(|(id, _)| **id > after).map(|(_, album)| album);
            after.filter(fits).take(limit.saturating_add(1)).cloned().collect()
        });
        let has_more = albums.len() > limit;
        albums.truncate(limit);
        let last = albums.last().and_then(|album| album.id).filter(|_| has_more);
        Ok(ListAlbumsResponse::Ok(AlbumPage { albums, next: last.map(|id| id.to_string()) }))
    }

    async fn add_album(&self, request: AddAlbumRequest, _: Context<Listener>) -> Result<AddAlbumResponse, BoxError> {
        let added = Some("2024-03-01T00:00:00Z".parse::<DateTime>()?);
        let album = self.with(|kept| {
            let id = kept.next();
            let album = Album { id: Some(id), added, ..request.body };
            if kept.albums.len() < MOST {
                kept.albums.insert(id, album.clone());
            }
            album
        });
        let location = album.id.map(|id| format!("http://127.0.0.1/api/albums/{id}"));
        Ok(AddAlbumResponse::Created(album, AddAlbumHeaders { location }))
    }

    async fn get_album(&self, request: GetAlbumRequest, _: Context<Listener>) -> Result<GetAlbumResponse, BoxError> {
        let headers = GetAlbumHeaders { e_tag: Some("\"1\"".to_owned()), x_plays: Some(0) };
        Ok(match self.with(|kept| kept.albums.get(&request.album).cloned()) {
            Some(album) => GetAlbumResponse::Ok(album, headers),
            None => GetAlbumResponse::NotFound(nothing()),
        })
    }

    async fn remove_album(
        &self,
        request: RemoveAlbumRequest,
        _: Context<Listener>,
    ) -> Result<RemoveAlbumResponse, BoxError> {
        Ok(match self.with(|kept| kept.albums.remove(&request.album)) {
            Some(_) => RemoveAlbumResponse::NoContent,
            None => RemoveAlbumResponse::NotFound(nothing()),
        })
    }

    async fn get_cover(&self, request: GetCoverRequest, _: Context<Listener>) -> Result<GetCoverResponse, BoxError> {
        let headers = GetCoverHeaders { location: None };
        let cover = self.with(|kept| kept.covers.get(&request.album).cloned());
        Ok(match cover.map(|cover| (picture(&cover), cover)) {
            Some((Some("image/png"), cover)) => GetCoverResponse::OkPng(cover.into(), headers),
            Some((_, cover)) => GetCoverResponse::OkJpeg(cover.into(), headers),
            None => GetCoverResponse::NotFound(nothing()),
        })
    }

    async fn put_cover(&self, request: PutCoverRequest, _: Context<Listener>) -> Result<PutCoverResponse, BoxError> {
        let (album, cover) = (request.album, request.body.picture.bytes);
        if !self.with(|kept| kept.albums.contains_key(&album)) {
            return Ok(PutCoverResponse::NotFound(nothing()));
        }
        if picture(&cover).is_none() {
            return Ok(PutCoverResponse::UnsupportedMediaType(problem("that is no picture", 415)));
        }
        self.with(|kept| kept.covers.insert(album, cover));
        Ok(PutCoverResponse::NoContent)
    }

    async fn get_lyrics(
        &self,
        request: GetLyricsRequest,
        context: Context<Listener>,
    ) -> Result<GetLyricsResponse, BoxError> {
        let Some(track) = self.with(|kept| kept.track(&request.track)) else {
            return Ok(GetLyricsResponse::NotFound(nothing()));
        };
        // Every song here repeats its title.
        Ok(match context.head.preferred(&["text/plain", "application/json"]) {
            Some("application/json") => GetLyricsResponse::OkJson(vec![(0.5, track.title)]),
            _ => GetLyricsResponse::OkPlain(track.title),
        })
    }

    async fn search(&self, request: SearchRequest, _: Context<Listener>) -> Result<SearchResponse, BoxError> {
        let mut found = self.with(|kept| kept.found(&request.q));
        found.truncate(usize::try_from(request.limit.unwrap_or(25))?);
        Ok(SearchResponse::Ok(found))
    }

    async fn list_playlists(
        &self,
        _: ListPlaylistsRequest,
        _: Context<Listener>,
    ) -> Result<ListPlaylistsResponse, BoxError> {
        let summary = |playlist: &Playlist| PlaylistSummary {
            id: playlist.id.clone(),
            name: playlist.name.clone(),
            length: playlist.length,
        };
        let playlists = self.with(|kept| kept.playlists.values().map(summary).collect());
        Ok(ListPlaylistsResponse::Ok(Folder { name: "all".to_owned(), folders: None, playlists: Some(playlists) }))
    }

    async fn create_playlist(
        &self,
        request: CreatePlaylistRequest,
        _: Context<Listener>,
    ) -> Result<CreatePlaylistResponse, BoxError> {
        let (CreatePlaylistBody::Json(new) | CreatePlaylistBody::Form(new)) = request.body;
        let playlist = self.with(|kept| {
            let id = Uuid::verbatim(format!("00000000-0000-4000-8000-{:012x}", kept.next()));
            let tracks: Vec<Track> = new.tracks.iter().flatten().filter_map(|id| kept.track(id)).collect();
            let required = required::Playlist { id, name: new.name, tracks };
            let playlist = Playlist { public: new.public, ..Playlist::new(required) };
            if kept.playlists.len() < MOST {
                kept.playlists.insert(playlist.id.clone(), playlist.clone());
            }
            playlist
        });
        Ok(CreatePlaylistResponse::Created(playlist))
    }

    async fn get_playlist(
        &self,
        request: GetPlaylistRequest,
        _: Context<Listener>,
    ) -> Result<GetPlaylistResponse, BoxError> {
        Ok(match self.with(|kept| kept.playlists.get(&request.playlist).cloned()) {
            Some(playlist) => GetPlaylistResponse::Ok(playlist),
            None => GetPlaylistResponse::NotFound(nothing()),
        })
    }

    async fn change_playlist(
        &self,
        request: ChangePlaylistRequest,
        _: Context<Listener>,
    ) -> Result<ChangePlaylistResponse, BoxError> {
        let Some(mut playlist) = self.with(|kept| kept.playlists.get(&request.playlist).cloned()) else {
            return Ok(ChangePlaylistResponse::NotFound(nothing()));
        };
        for (at, step) in request.body.into_iter().enumerate() {
            if take(&mut playlist, step).is_none() {
                return Ok(ChangePlaylistResponse::Conflict(conflict(at)?));
            }
        }
        self.with(|kept| kept.playlists.insert(request.playlist, playlist.clone()));
        Ok(ChangePlaylistResponse::Ok(playlist))
    }

    async fn list_players(&self, _: ListPlayersRequest, _: Context<Listener>) -> Result<ListPlayersResponse, BoxError> {
        Ok(ListPlayersResponse::Ok(self.with(|kept| kept.players.clone())))
    }

    async fn play(&self, request: PlayRequest, _: Context<Listener>) -> Result<PlayResponse, BoxError> {
        if !ROOMS.contains(&request.room.as_str()) {
            return Ok(PlayResponse::NotFound(nothing()));
        }
        let track = self.with(|kept| match request.body {
            Command::PlayTrack(play) => kept.track(&play.track).map(Some),
            Command::PlayAlbum(play) => kept.albums.get(&play.album)?.tracks.iter().flatten().next().cloned().map(Some),
            Command::PlayPlaylist(play) => kept.playlists.get(&play.playlist)?.tracks.first().cloned().map(Some),
            _ => Some(None),
        });
        let Some(track) = track else { return Ok(PlayResponse::NotFound(nothing())) };
        let state = if track.is_some() { PlayerState::Playing } else { PlayerState::Silent };
        let player = Player { track: Some(track), ..Player::new(required::Player { room: request.room, state }) };
        self.with(|kept| kept.players.insert(player.room.clone(), player.clone()));
        Ok(PlayResponse::Ok(player))
    }

    async fn get_chart(&self, request: GetChartRequest, _: Context) -> Result<GetChartResponse, BoxError> {
        if request.year < 1950 {
            return Ok(GetChartResponse::Ok(Vec::new()));
        }
        let ranked = |(rank, (_, track)): (i32, (i64, &Track))| (rank, track.clone(), 1_i64);
        Ok(GetChartResponse::Ok(self.with(|kept| (1..).zip(kept.tracks()).take(100).map(ranked).collect())))
    }
}
