//! Pictures from the camera or a file, looked through for a code.

use js_sys::{Object, Reflect};
use leptos::prelude::*;
use leptos::web_sys::{
    CanvasRenderingContext2d, File, HtmlCanvasElement, HtmlVideoElement, ImageBitmap, MediaStream,
    MediaStreamConstraints, MediaStreamTrack,
};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

use super::decode;
use crate::live::browser::{Every, window};

/// A look this often, in milliseconds.
const LOOK_MS: i32 = 180;
/// The longer side of a camera's picture as it is looked through, in pixels.
const LOOK_PX: f64 = 720.0;
/// Sizes a file is tried in: some codes are read better small, some large.
const FILE_PX: [f64; 3] = [900.0, 1_600.0, 500.0];

/// A camera that is on, until it is dropped.
pub struct Camera {
    stream: MediaStream,
    _looks: Every,
}

impl Drop for Camera {
    fn drop(&mut self) {
        for track in self.stream.get_tracks().iter() {
            track.unchecked_into::<MediaStreamTrack>().stop();
        }
    }
}

impl Camera {
    /// Asks for the camera on the back and calls `found` with the text of every code it sees.
    pub async fn start(
        video: HtmlVideoElement,
        found: impl Fn(String) + 'static,
    ) -> Result<Self, &'static str> {
        let stream = stream().await.map_err(|error| why(&error))?;
        video.set_muted(true);
        video.set_src_object(Some(&stream));
        // A picture that may not play by itself is a camera that is off.
        if let Ok(playing) = video.play() {
            _ = JsFuture::from(playing).await;
        }
        let canvas = Canvas::new().ok_or("This browser does not show pictures to the page.")?;
        let looks = Every::millis(LOOK_MS, move || {
            let (width, height) = (f64::from(video.video_width()), f64::from(video.video_height()));
            let draw = |context: &CanvasRenderingContext2d, width: f64, height: f64| {
                context.draw_image_with_html_video_element_and_dw_and_dh(&video, 0.0, 0.0, width, height)
            };
            if let Some(text) = canvas.look(width, height, LOOK_PX, draw) {
                found(text);
            }
        });
        Ok(Self { stream, _looks: looks })
    }
}

async fn stream() -> Result<MediaStream, JsValue> {
    let devices = window().ok_or(JsValue::NULL)?.navigator().media_devices()?;
    let back = Object::new();
    Reflect::set(&back, &"facingMode".into(), &"environment".into())?;
    let constraints = MediaStreamConstraints::new();
    constraints.set_video(&back);
    let asked = devices.get_user_media_with_constraints(&constraints)?;
    JsFuture::from(asked).await?.dyn_into()
}

/// What to do about a camera that does not start.
fn why(error: &JsValue) -> &'static str {
    let name = Reflect::get(error, &"name".into()).ok().and_then(|name| name.as_string());
    match name.as_deref() {
        Some("NotAllowedError" | "SecurityError") => {
            "This page may not use the camera. Allow it in the browser's settings for this site, or type the code."
        }
        Some("NotFoundError" | "OverconstrainedError") => {
            "No camera was found. Type the code, or use the list."
        }
        Some("NotReadableError") => "Another app is using the camera. Close it and try again.",
        _ => "The camera did not start. Type the code, or use the list.",
    }
}

/// The text of the code in a picture somebody chose.
pub async fn read_file(file: &File) -> Option<String> {
    let bitmap = window()?.create_image_bitmap_with_blob(file).ok()?;
    let bitmap: ImageBitmap = JsFuture::from(bitmap).await.ok()?.dyn_into().ok()?;
    let canvas = Canvas::new()?;
    let (width, height) = (f64::from(bitmap.width()), f64::from(bitmap.height()));
    let draw = |context: &CanvasRenderingContext2d, width: f64, height: f64| {
        context.draw_image_with_image_bitmap_and_dw_and_dh(&bitmap, 0.0, 0.0, width, height)
    };
    FILE_PX.into_iter().find_map(|most| canvas.look(width, height, most, draw))
}

/// A sheet of pixels nobody sees.
struct Canvas {
    element: HtmlCanvasElement,
    context: CanvasRenderingContext2d,
}

impl Canvas {
    fn new() -> Option<Self> {
        let element: HtmlCanvasElement = document().create_element("canvas").ok()?.dyn_into().ok()?;
        let options = Object::new();
        // Read back at every look: it must not live on the graphics card.
        _ = Reflect::set(&options, &"willReadFrequently".into(), &JsValue::TRUE);
        let context = element.get_context_with_context_options("2d", &options).ok()??;
        Some(Self { context: context.dyn_into().ok()?, element })
    }

    /// Draws a picture of `width` by `height`, its longer side at most `most` pixels, and reads the code in it.
    fn look(
        &self,
        width: f64,
        height: f64,
        most: f64,
        draw: impl Fn(&CanvasRenderingContext2d, f64, f64) -> Result<(), JsValue>,
    ) -> Option<String> {
        let longer = width.max(height);
        if longer < 1.0 {
            return None;
        }
        let scale = (most / longer).min(4.0);
        let (width, height) = ((width * scale).round().max(1.0), (height * scale).round().max(1.0));
        // Both are whole and below 2,000.
        self.element.set_width(width as u32);
        self.element.set_height(height as u32);
        draw(&self.context, width, height).ok()?;
        let pixels = self.context.get_image_data(0.0, 0.0, width, height).ok()?.data();
        decode::read(width as usize, height as usize, &pixels)
    }
}
