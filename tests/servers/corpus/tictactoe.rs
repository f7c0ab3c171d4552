//! A board for tic tac toe, which everybody who is known may mark.

use std::sync::{Mutex, PoisonError};

use gatewright_runtime::axum;
use gatewright_runtime::server::{Access, BoxError, Context, Denied};

use crate::api::models::{Board, Coordinate, Mark, PutSquareHeaders, Status, Winner};
use crate::api::server::{self, *};

struct Game(Mutex<Board>);

pub(crate) fn router() -> axum::Router {
    server::router(Game(Mutex::new(vec![vec![Mark::Dot; 3]; 3])))
}

/// Who plays.
pub(crate) struct Player;

/// The three in a row of one mark, if there are.
fn winner(board: &Board) -> Winner {
    let lines = (0..3).flat_map(|n| [[(n, 0), (n, 1), (n, 2)], [(0, n), (1, n), (2, n)]]);
    let diagonals = [[(0, 0), (1, 1), (2, 2)], [(0, 2), (1, 1), (2, 0)]];
    for line in lines.chain(diagonals) {
        let marks = line.map(|(row, column)| board.get(row).and_then(|row| row.get(column)));
        match marks {
            [Some(Mark::X), Some(Mark::X), Some(Mark::X)] => return Winner::X,
            [Some(Mark::O), Some(Mark::O), Some(Mark::O)] => return Winner::O,
            _ => {}
        }
    }
    Winner::Dot
}

impl Game {
    fn with<T>(&self, act: impl FnOnce(&mut Board) -> T) -> T {
        act(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

fn status(board: &Board) -> Status {
    Status { winner: Some(winner(board)), board: Some(board.clone()) }
}

/// A square of the board, counted from one on the wire.
fn square(board: &mut Board, row: Coordinate, column: Coordinate) -> Result<&mut Mark, BoxError> {
    let row = board.get_mut(usize::try_from(row - 1)?);
    let square = usize::try_from(column - 1).map(|column| row.and_then(|row| row.get_mut(column)))?;
    square.ok_or_else(|| "there is no such square".into())
}

impl TicTacToe for Game {
    type Error = BoxError;
    type Principal = Player;

    async fn authorize(&self, access: Access<Credential, Player>) -> Result<Player, Denied> {
        match access.credential {
            Some(Credential::DefaultApiKey(key)) if key.is("player") => Ok(Player),
            Some(Credential::BasicHttpAuthentication(basic)) if basic.password.is("player") => Ok(Player),
            Some(Credential::BearerHttpAuthentication(token) | Credential::App2AppOauth(token))
                if token.is("player") =>
            {
                Ok(Player)
            }
            Some(Credential::User2AppOauth(token)) if token.is("player") => Ok(Player),
            _ => Err(Denied::unauthorized()),
        }
    }

    async fn get_board(&self, _: GetBoardRequest, _: Context<Player>) -> Result<GetBoardResponse, BoxError> {
        Ok(GetBoardResponse::Ok(self.with(|board| status(board))))
    }

    async fn get_square(&self, request: GetSquareRequest, _: Context<Player>) -> Result<GetSquareResponse, BoxError> {
        let mark = self.with(|board| square(board, request.row, request.column).cloned())?;
        Ok(GetSquareResponse::Ok(mark))
    }

    async fn put_square(&self, request: PutSquareRequest, _: Context<Player>) -> Result<PutSquareResponse, BoxError> {
        self.with(|board| {
            let square = square(board, request.row, request.column)?;
            if *square != Mark::Dot {
                return Ok(PutSquareResponse::BadRequest("Square is not empty.".to_owned()));
            }
            *square = request.body;
            Ok(PutSquareResponse::Ok(status(board), PutSquareHeaders { location: None }))
        })
    }
}
