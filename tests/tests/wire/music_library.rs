//! OpenAPI 3.1.

use std::collections::BTreeMap;

use expect_test::expect;
use gatewright_runtime::serde_json::json;
use gatewright_runtime::{Bytes, File, Uuid};
use gatewright_tests::music_library::callbacks::{self, MusicLibraryCallbacks};
use gatewright_tests::music_library::client::Client;
use gatewright_tests::music_library::models::*;
use gatewright_tests::music_library::server::*;

use crate::exchange::{Api, posted, stub};

fn id() -> Uuid {
    "67e55044-10b1-426f-9247-bb680e5fe0c8".parse().unwrap()
}

fn album(id: Option<i64>) -> Album {
    Album {
        id,
        title: "Kind of Blue".into(),
        artists: vec![Artist { id: self::id(), name: "Miles Davis".into(), born: None, homepage: Some(None) }],
        released: Some("1959-08-17".parse().unwrap()),
        format: Format::Vinyl,
        speed: Some(Speed::LongPlay),
        tracks: Some(vec![track()]),
        label: Some(None),
        rating: Some(Some(4.5)),
        genres: None,
        notes: Some(BTreeMap::from([("en".into(), "So what".into())])),
        added: None,
    }
}

fn track() -> Track {
    Track {
        id: id(),
        title: "So What".into(),
        length: Some("PT9M22S".parse().unwrap()),
        disc: None,
        position: Some(1),
        gain: Some(-0.5),
        fingerprint: Some(vec![1, 2, 3].into()),
        isrc: None,
    }
}

fn playlist(name: &str) -> Playlist {
    Playlist {
        id: id(),
        name: name.into(),
        length: Some(1),
        public: None,
        tracks: vec![track()],
        owner: None,
        secret: None,
    }
}

fn player(room: &str) -> Player {
    Player {
        room: room.into(),
        state: PlayerState::Playing,
        track: Some(None),
        position: None,
        volume: Some(11),
        equaliser: Some(vec![0.0, -1.5]),
        wakes: Some("07:30:00".parse().unwrap()),
    }
}

fn problem(title: &str) -> Problem {
    Problem {
        title: title.into(),
        r#type: None,
        status: None,
        detail: None,
        instance: None,
        additional_properties: BTreeMap::from([("hint".into(), json!("look behind the sofa"))]),
    }
}

stub!(guarded Library: MusicLibrary {
    list_albums(_request: ListAlbumsRequest) -> ListAlbumsResponse {
        ListAlbumsResponse::Ok(AlbumPage { albums: vec![album(Some(1))], next: None })
    }
    add_album(request: AddAlbumRequest) -> AddAlbumResponse {
        match request.body.format {
            Format::Unknown(_) => AddAlbumResponse::Conflict(problem("a new medium")),
            _ => AddAlbumResponse::Created(request.body, AddAlbumHeaders { location: Some("/albums/1".into()) }),
        }
    }
    get_album(request: GetAlbumRequest) -> GetAlbumResponse {
        GetAlbumResponse::Ok(album(Some(request.album)), GetAlbumHeaders { e_tag: None, x_plays: Some(1 << 40) })
    }
    remove_album(_request: RemoveAlbumRequest) -> RemoveAlbumResponse {
        RemoveAlbumResponse::NotFound(problem("no such album"))
    }
    get_cover(request: GetCoverRequest) -> GetCoverResponse {{
        let headers = GetCoverHeaders { location: Some("/elsewhere".into()) };
        match request.album {
            1 => GetCoverResponse::OkPng(Bytes::from_static(b"\x89PNG").into(), headers),
            _ => GetCoverResponse::NotFound(problem("no cover")),
        }
    }}
    put_cover(_request: PutCoverRequest) -> PutCoverResponse { PutCoverResponse::NoContent }
    get_lyrics(request: GetLyricsRequest) -> GetLyricsResponse {
        match request.track == id() {
            true => GetLyricsResponse::OkJson(vec![(1.5, "Tea for two".into())]),
            false => GetLyricsResponse::NoContent,
        }
    }
    search(_request: SearchRequest) -> SearchResponse {{
        let found = FoundTrack { r#type: FoundTrackType::Track, track: track(), on: Some(vec![1]) };
        SearchResponse::Ok(vec![found.into(), Found::Unknown(json!({"type": "concert", "city": "Oslo"}))])
    }}
    list_playlists(_request: ListPlaylistsRequest) -> ListPlaylistsResponse {{
        let inner = Folder { name: "inner".into(), folders: None, playlists: None };
        ListPlaylistsResponse::Ok(Folder { name: "outer".into(), folders: Some(vec![inner]), playlists: None })
    }}
    create_playlist(request: CreatePlaylistRequest) -> CreatePlaylistResponse {
        match request.body {
            CreatePlaylistBody::Json(new) | CreatePlaylistBody::Form(new) => CreatePlaylistResponse::Created(playlist(&new.name)),
        }
    }
    get_playlist(_request: GetPlaylistRequest) -> GetPlaylistResponse { GetPlaylistResponse::Ok(playlist("Morning")) }
    change_playlist(_request: ChangePlaylistRequest) -> ChangePlaylistResponse {
        ChangePlaylistResponse::Conflict(ChangePlaylistConflictResponse {
            title: "no".into(),
            r#type: None,
            status: None,
            detail: None,
            instance: None,
            step: 1,
            additional_properties: BTreeMap::new(),
        })
    }
    list_players(_request: ListPlayersRequest) -> ListPlayersResponse {
        ListPlayersResponse::Ok(BTreeMap::from([("kitchen".into(), player("kitchen"))]))
    }
    play(request: PlayRequest) -> PlayResponse {
        match request.body {
            Command::Stop(_) => PlayResponse::Accepted,
            Command::PlayAlbum(_) => PlayResponse::ServerError(503, problem("asleep")),
            _ => PlayResponse::Ok(player(&request.room)),
        }
    }
    get_chart(request: GetChartRequest) -> GetChartResponse { GetChartResponse::Ok(vec![(request.week, track(), 99)]) }
});

fn api() -> (Api, Client) {
    let api = Api::serve(|seen| router(Library(seen)));
    let client = Client::with_base_url(&api.url("/api")).with_key("a key & more");
    (api, client)
}

#[test]
fn albums() {
    let (api, client) = api();
    api.check(
        client
            .list_albums()
            .artist(&id())
            .released(&(1970, 1979))
            .format(&[Format::Vinyl, Format::Cd])
            .min_rating(0.5)
            .send(),
        expect![[r#"
            > GET /api/albums?artist=67e55044-10b1-426f-9247-bb680e5fe0c8&released=1970,1979&format=vinyl&format=cd&min_rating=0.5&api_key=a%20key%20%26%20more HTTP/1.1
            > accept: application/json, application/problem+json
            = ListAlbumsRequest { artist: Some("67e55044-10b1-426f-9247-bb680e5fe0c8"), cursor: None, format: Some([Vinyl, Cd]), limit: Some(25), min_rating: Some(0.5), released: Some((1970, 1979)) }
            < 200 OK AlbumPage { albums: [Album { id: Some(1), title: "Kind of Blue", artists: [Artist { id: "67e55044-10b1-426f-9247-bb680e5fe0c8", name: "Miles Davis", born: None, homepage: Some(None) }], released: Some("1959-08-17"), format: Vinyl, speed: Some(LongPlay), tracks: Some([Track { id: "67e55044-10b1-426f-9247-bb680e5fe0c8", title: "So What", length: Some("PT9M22S"), disc: None, position: Some(1), gain: Some(-0.5), fingerprint: Some("AQID"), isrc: None }]), label: Some(None), rating: Some(Some(4.5)), genres: None, notes: Some({"en": "So what"}), added: None }], next: None } ()
        "#]],
    );
    // The client lets values pass that it does not know; the server holds to the document.
    api.check(client.list_albums().format(&[Format::Unknown("8-track".into())]).send(), expect![[r#"
        > GET /api/albums?format=8-track&api_key=a%20key%20%26%20more HTTP/1.1
        > accept: application/json, application/problem+json
        = 
        < 400 Bad Request BadRequest(Problem { type: Some("about:blank"), title: "Bad Request", status: Some(400), detail: Some("a parameter does not have the declared form: query format[0] expected one of `vinyl`, `cd`, `cassette`, `file`, found the string \"8-track\""), instance: None, additional_properties: {"errors": Array [Object {"in": String("query"), "name": String("format[0]"), "detail": String("expected one of `vinyl`, `cd`, `cassette`, `file`, found the string \"8-track\"")}]} })
    "#]]);
    api.check(client.add_album(&album(None)).send(), expect![[r#"
        > POST /api/albums?api_key=a%20key%20%26%20more HTTP/1.1
        > accept: application/json, application/problem+json
        > content-type: application/json
        >> {"title":"Kind of Blue","artists":[{"id":"67e55044-10b1-426f-9247-bb680e5fe0c8","name":"Miles Davis","homepage":null}],"released":"1959-08-17","format":"vinyl","speed":33,"tracks":[{"id":"67e55044-10b1-426f-9247-bb680e5fe0c8","title":"So What","length":"PT9M22S","position":1,"gain":-0.5,"fingerprint":"AQID"}],"label":null,"rating":4.5,"notes":{"en":"So what"}}
        = AddAlbumRequest { body: Album { id: None, title: "Kind of Blue", artists: [Artist { id: "67e55044-10b1-426f-9247-bb680e5fe0c8", name: "Miles Davis", born: None, homepage: Some(None) }], released: Some("1959-08-17"), format: Vinyl, speed: Some(LongPlay), tracks: Some([Track { id: "67e55044-10b1-426f-9247-bb680e5fe0c8", title: "So What", length: Some("PT9M22S"), disc: Some(1), position: Some(1), gain: Some(-0.5), fingerprint: Some("AQID"), isrc: None }]), label: Some(None), rating: Some(Some(4.5)), genres: None, notes: Some({"en": "So what"}), added: None } }
        < 201 Created Album { id: None, title: "Kind of Blue", artists: [Artist { id: "67e55044-10b1-426f-9247-bb680e5fe0c8", name: "Miles Davis", born: None, homepage: Some(None) }], released: Some("1959-08-17"), format: Vinyl, speed: Some(LongPlay), tracks: Some([Track { id: "67e55044-10b1-426f-9247-bb680e5fe0c8", title: "So What", length: Some("PT9M22S"), disc: Some(1), position: Some(1), gain: Some(-0.5), fingerprint: Some("AQID"), isrc: None }]), label: Some(None), rating: Some(Some(4.5)), genres: None, notes: Some({"en": "So what"}), added: None } AddAlbumHeaders { location: Some("/albums/1") }
    "#]]);
    let tape = Album { format: Format::Unknown("8-track".into()), ..album(None) };
    api.check(client.add_album(&tape).send(), expect![[r#"
        > POST /api/albums?api_key=a%20key%20%26%20more HTTP/1.1
        > accept: application/json, application/problem+json
        > content-type: application/json
        >> {"title":"Kind of Blue","artists":[{"id":"67e55044-10b1-426f-9247-bb680e5fe0c8","name":"Miles Davis","homepage":null}],"released":"1959-08-17","format":"8-track","speed":33,"tracks":[{"id":"67e55044-10b1-426f-9247-bb680e5fe0c8","title":"So What","length":"PT9M22S","position":1,"gain":-0.5,"fingerprint":"AQID"}],"label":null,"rating":4.5,"notes":{"en":"So what"}}
        = 
        < 400 Bad Request BadRequest(Problem { type: Some("about:blank"), title: "Bad Request", status: Some(400), detail: Some("the body does not have the declared form: body /format expected one of `vinyl`, `cd`, `cassette`, `file`, found the string \"8-track\""), instance: None, additional_properties: {"errors": Array [Object {"in": String("body"), "pointer": String("/format"), "detail": String("expected one of `vinyl`, `cd`, `cassette`, `file`, found the string \"8-track\"")}]} })
    "#]]);
    api.check(client.get_album(7).accept_language(&["fi", "en"]).send(), expect![[r#"
        > GET /api/albums/7?api_key=a%20key%20%26%20more HTTP/1.1
        > accept-language: fi,en
        > accept: application/json, application/problem+json
        = GetAlbumRequest { album: 7, accept_language: Some(["fi", "en"]) }
        < 200 OK Album { id: Some(7), title: "Kind of Blue", artists: [Artist { id: "67e55044-10b1-426f-9247-bb680e5fe0c8", name: "Miles Davis", born: None, homepage: Some(None) }], released: Some("1959-08-17"), format: Vinyl, speed: Some(LongPlay), tracks: Some([Track { id: "67e55044-10b1-426f-9247-bb680e5fe0c8", title: "So What", length: Some("PT9M22S"), disc: None, position: Some(1), gain: Some(-0.5), fingerprint: Some("AQID"), isrc: None }]), label: Some(None), rating: Some(Some(4.5)), genres: None, notes: Some({"en": "So what"}), added: None } GetAlbumHeaders { e_tag: None, x_plays: Some(1099511627776) }
    "#]]);
    api.check(client.remove_album(7).send(), expect![[r#"
        > DELETE /api/albums/7?api_key=a%20key%20%26%20more HTTP/1.1
        > accept: application/problem+json
        = RemoveAlbumRequest { album: 7 }
        < 404 Not Found NotFound(Problem { type: None, title: "no such album", status: None, detail: None, instance: None, additional_properties: {"hint": String("look behind the sofa")} })
    "#]]);
    api.check(client.search("kind of blue?").limit(3).send(), expect![[r#"
        > GET /api/search?q=kind%20of%20blue%3F&limit=3&api_key=a%20key%20%26%20more HTTP/1.1
        > accept: application/json, application/problem+json
        = SearchRequest { limit: Some(3), q: "kind of blue?" }
        < 200 OK [FoundTrack(FoundTrack { type: Track, track: Track { id: "67e55044-10b1-426f-9247-bb680e5fe0c8", title: "So What", length: Some("PT9M22S"), disc: None, position: Some(1), gain: Some(-0.5), fingerprint: Some("AQID"), isrc: None }, on: Some([1]) }), Unknown(Object {"type": String("concert"), "city": String("Oslo")})] ()
    "#]]);
    api.check(client.get_chart().week(7).year(1960).send(), expect![[r#"
        > GET /api/charts/1960/7 HTTP/1.1
        > accept: application/json
        = GetChartRequest { year: 1960, week: 7 }
        < 200 OK [(7, Track { id: "67e55044-10b1-426f-9247-bb680e5fe0c8", title: "So What", length: Some("PT9M22S"), disc: None, position: Some(1), gain: Some(-0.5), fingerprint: Some("AQID"), isrc: None }, 99)] ()
    "#]]);
}

#[test]
fn covers_and_lyrics() {
    let (api, client) = api();
    api.check(
        client.get_cover(1).send(),
        expect![[r#"
            > GET /api/albums/1/cover?api_key=a%20key%20%26%20more HTTP/1.1
            > accept: image/png, image/jpeg, application/problem+json
            = GetCoverRequest { album: 1 }
            < 200 OK b"\x89PNG" GetCoverHeaders { location: Some("/elsewhere") }
        "#]],
    );
    api.check(client.get_cover(2).send(), expect![[r#"
        > GET /api/albums/2/cover?api_key=a%20key%20%26%20more HTTP/1.1
        > accept: image/png, image/jpeg, application/problem+json
        = GetCoverRequest { album: 2 }
        < 404 Not Found NotFound(Problem { type: None, title: "no cover", status: None, detail: None, instance: None, additional_properties: {"hint": String("look behind the sofa")} })
    "#]]);
    let form = PutCoverBodyForm {
        picture: File::new("blue.png", Bytes::from_static(b"content")).media_type("image/png"),
        about: Some(Credit { artist: "?".into(), year: Some(CreditYear::String("about 1960".into())) }),
    };
    api.check(client.put_cover().album(1).body(&form).send(), expect![[r#"
        > PUT /api/albums/1/cover?api_key=a%20key%20%26%20more HTTP/1.1
        > accept: application/problem+json
        > content-type: multipart/form-data; boundary=BOUNDARY
        >> --BOUNDARY
        >> Content-Disposition: form-data; name="picture"; filename="blue.png"
        >> Content-Type: image/png
        >> 
        >> content
        >> --BOUNDARY
        >> Content-Disposition: form-data; name="about"
        >> Content-Type: application/json
        >> 
        >> {"artist":"?","year":"about 1960"}
        >> --BOUNDARY--
        = PutCoverRequest { album: 1, body: PutCoverBodyForm { picture: File { file_name: Some("blue.png"), media_type: Some("image/png"), bytes: b"content" }, about: Some(Credit { artist: "?", year: Some(String("about 1960")) }) } }
        < 204 No Content () ()
    "#]]);
    api.check(
        client.get_lyrics(&id()).send(),
        expect![[r#"
            > GET /api/tracks/67e55044-10b1-426f-9247-bb680e5fe0c8/lyrics?api_key=a%20key%20%26%20more HTTP/1.1
            > accept: text/plain, application/json, application/problem+json
            = GetLyricsRequest { track: "67e55044-10b1-426f-9247-bb680e5fe0c8" }
            < 200 OK OkJson([(1.5, "Tea for two")]) ()
        "#]],
    );
    api.check(
        client.get_lyrics(&"00000000-0000-0000-0000-000000000000".parse().unwrap()).send(),
        expect![[r#"
            > GET /api/tracks/00000000-0000-0000-0000-000000000000/lyrics?api_key=a%20key%20%26%20more HTTP/1.1
            > accept: text/plain, application/json, application/problem+json
            = GetLyricsRequest { track: "00000000-0000-0000-0000-000000000000" }
            < 204 No Content NoContent ()
        "#]],
    );
}

#[test]
fn playlists() {
    let (api, client) = api();
    api.check(client.list_playlists().send(), expect![[r#"
        > GET /api/playlists?api_key=a%20key%20%26%20more HTTP/1.1
        > accept: application/json
        = ListPlaylistsRequest
        < 200 OK Folder { name: "outer", folders: Some([Folder { name: "inner", folders: None, playlists: None }]), playlists: None } ()
    "#]]);
    let new = NewPlaylist { name: "Morning & noon".into(), public: Some(true), tracks: Some(vec![id(), id()]) };
    api.check(client.create_playlist(&new).send(), expect![[r#"
        > POST /api/playlists?api_key=a%20key%20%26%20more HTTP/1.1
        > accept: application/json, application/problem+json
        > content-type: application/json
        >> {"name":"Morning & noon","public":true,"tracks":["67e55044-10b1-426f-9247-bb680e5fe0c8","67e55044-10b1-426f-9247-bb680e5fe0c8"]}
        = CreatePlaylistRequest { body: Json(NewPlaylist { name: "Morning & noon", public: Some(true), tracks: Some(["67e55044-10b1-426f-9247-bb680e5fe0c8", "67e55044-10b1-426f-9247-bb680e5fe0c8"]) }) }
        < 201 Created Playlist { id: "67e55044-10b1-426f-9247-bb680e5fe0c8", name: "Morning & noon", length: Some(1), public: None, tracks: [Track { id: "67e55044-10b1-426f-9247-bb680e5fe0c8", title: "So What", length: Some("PT9M22S"), disc: None, position: Some(1), gain: Some(-0.5), fingerprint: Some("AQID"), isrc: None }], owner: None, secret: None } ()
    "#]]);
    // A client sends the JSON; a form says the same, and is a browser's.
    posted(
        |seen| service(Library(seen)),
        "/api/playlists",
        &[("content-type", "application/x-www-form-urlencoded")],
        "name=Morning+%26+noon&public=true&tracks=67e55044-10b1-426f-9247-bb680e5fe0c8",
        expect![[r#"
            = CreatePlaylistRequest { body: Form(NewPlaylist { name: "Morning & noon", public: Some(true), tracks: Some(["67e55044-10b1-426f-9247-bb680e5fe0c8"]) }) }
            < 201 Created {"id":"67e55044-10b1-426f-9247-bb680e5fe0c8","name":"Morning & noon","length":1,"tracks":[{"id":"67e55044-10b1-426f-9247-bb680e5fe0c8","title":"So What","length":"PT9M22S","position":1,"gain":-0.5,"fingerprint":"AQID"}]}
        "#]],
    );
    api.check(client.get_playlist(&id()).send(), expect![[r#"
        > GET /api/playlists/67e55044-10b1-426f-9247-bb680e5fe0c8?api_key=a%20key%20%26%20more HTTP/1.1
        > accept: application/json, application/problem+json
        = GetPlaylistRequest { playlist: "67e55044-10b1-426f-9247-bb680e5fe0c8" }
        < 200 OK Playlist { id: "67e55044-10b1-426f-9247-bb680e5fe0c8", name: "Morning", length: Some(1), public: None, tracks: [Track { id: "67e55044-10b1-426f-9247-bb680e5fe0c8", title: "So What", length: Some("PT9M22S"), disc: None, position: Some(1), gain: Some(-0.5), fingerprint: Some("AQID"), isrc: None }], owner: None, secret: None } ()
    "#]]);
    let steps = [
        Step::Add(StepAdd { op: StepAddOp::Add, path: "/tracks/-".into(), value: json!({"any": [null, 1]}) }),
        Step::Move(StepMove { op: StepMoveOp::Move, from: "/tracks/0".into(), path: "/tracks/1".into() }),
    ];
    api.check(client.change_playlist().playlist(&id()).body(&steps).send(), expect![[r#"
        > PATCH /api/playlists/67e55044-10b1-426f-9247-bb680e5fe0c8?api_key=a%20key%20%26%20more HTTP/1.1
        > accept: application/json, application/problem+json
        > content-type: application/json-patch+json
        >> [{"op":"add","path":"/tracks/-","value":{"any":[null,1]}},{"op":"move","from":"/tracks/0","path":"/tracks/1"}]
        = ChangePlaylistRequest { playlist: "67e55044-10b1-426f-9247-bb680e5fe0c8", body: [Add(StepAdd { op: Add, path: "/tracks/-", value: Object {"any": Array [Null, Number(1)]} }), Move(StepMove { op: Move, from: "/tracks/0", path: "/tracks/1" })] }
        < 409 Conflict Conflict(ChangePlaylistConflictResponse { type: None, title: "no", status: None, detail: None, instance: None, step: 1, additional_properties: {} })
    "#]]);
}

#[test]
fn players() {
    let (api, client) = api();
    api.check(client.list_players().send(), expect![[r#"
        > GET /api/players?api_key=a%20key%20%26%20more HTTP/1.1
        > accept: application/json
        = ListPlayersRequest
        < 200 OK {"kitchen": Player { room: "kitchen", state: Playing, track: Some(None), position: None, volume: Some(11), equaliser: Some([0.0, -1.5]), wakes: Some("07:30:00") }} ()
    "#]]);
    let track: Command = CommandPlayTrack { track: id() }.into();
    let fade = "PT1.5S".parse().unwrap();
    api.check(client.play().room("living-room").body(&track).fade(&fade).device(&id()).send(), expect![[r#"
        > PUT /api/players/living-room?fade=PT1.5S&api_key=a%20key%20%26%20more HTTP/1.1
        > accept: application/json, application/problem+json
        > content-type: application/json
        > cookie: device=67e55044-10b1-426f-9247-bb680e5fe0c8
        >> {"track":"67e55044-10b1-426f-9247-bb680e5fe0c8"}
        = PlayRequest { room: "living-room", fade: Some("PT1.5S"), device: Some("67e55044-10b1-426f-9247-bb680e5fe0c8"), body: PlayTrack(CommandPlayTrack { track: "67e55044-10b1-426f-9247-bb680e5fe0c8" }) }
        < 200 OK Ok(Player { room: "living-room", state: Playing, track: Some(None), position: None, volume: Some(11), equaliser: Some([0.0, -1.5]), wakes: Some("07:30:00") }) ()
    "#]]);
    let album: Command = CommandPlayAlbum { album: 7, shuffle: Some(true) }.into();
    api.check(client.play().room("kitchen").body(&album).send(), expect![[r#"
        > PUT /api/players/kitchen?api_key=a%20key%20%26%20more HTTP/1.1
        > accept: application/json, application/problem+json
        > content-type: application/json
        >> {"album":7,"shuffle":true}
        = PlayRequest { room: "kitchen", fade: None, device: None, body: PlayAlbum(CommandPlayAlbum { album: 7, shuffle: Some(true) }) }
        < 503 Service Unavailable ServerError(Problem { type: None, title: "asleep", status: None, detail: None, instance: None, additional_properties: {"hint": String("look behind the sofa")} })
    "#]]);
    api.check(
        client.play().room("kitchen").body(&Command::Stop(CommandStop::Stop)).send(),
        expect![[r#"
            > PUT /api/players/kitchen?api_key=a%20key%20%26%20more HTTP/1.1
            > accept: application/json, application/problem+json
            > content-type: application/json
            >> "stop"
            = PlayRequest { room: "kitchen", fade: None, device: None, body: Stop(Stop) }
            < 202 Accepted Accepted ()
        "#]],
    );
}

stub!(Listener: MusicLibraryCallbacks {
    on_album_added(_request: callbacks::OnAlbumAddedRequest) -> callbacks::OnAlbumAddedResponse {
        callbacks::OnAlbumAddedResponse::NoContent
    }
    on_now_playing(_request: callbacks::OnNowPlayingRequest) -> callbacks::OnNowPlayingResponse {
        callbacks::OnNowPlayingResponse::Gone
    }
});

#[test]
fn webhooks() {
    let body = json!({"room": "kitchen", "state": "playing"});
    let signed = [("x-signature", "AQID")];
    posted(
        |seen| callbacks::service(Listener(seen)),
        "/nowPlaying",
        &signed,
        &body,
        expect![[r#"
            = OnNowPlayingRequest { x_signature: "AQID", body: Player { room: "kitchen", state: Playing, track: None, position: None, volume: None, equaliser: None, wakes: None } }
            < 410 Gone 
        "#]],
    );
    posted(
        |seen| callbacks::service(Listener(seen)),
        "/nowPlaying",
        &[],
        &body,
        expect![[r#"
        = 
        < 400 Bad Request {"type":"about:blank","title":"Bad Request","status":400,"detail":"required parameters are missing","errors":[{"in":"header","name":"X-Signature","detail":"is required"}]}
    "#]],
    );
    let body = json!({"title": "Blue", "format": "cd"});
    posted(
        |seen| callbacks::service(Listener(seen)),
        "/albumAdded",
        &[],
        &body,
        expect![[r#"
        = 
        < 400 Bad Request {"type":"about:blank","title":"Bad Request","status":400,"detail":"the body does not have the declared form","errors":[{"in":"body","pointer":"","detail":"expected a property `artists`, found none"}]}
    "#]],
    );
}
